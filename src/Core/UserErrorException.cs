namespace RoboticsStack.Core;

/// <summary>
/// Something the user can mend: a file, an option, a port, a value. The message says what is wrong, where, and how to mend it;
/// the command line prints it without a stack trace and exits non-zero.
/// </summary>
public sealed class UserErrorException : Exception
{
    public UserErrorException(string message) : base(message) { }

    public UserErrorException(string message, Exception inner) : base(message, inner) { }
}
