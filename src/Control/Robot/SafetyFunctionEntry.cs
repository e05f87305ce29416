namespace RoboticsStack.Control.Robot;

/// <summary>One limit of a safety function, as the robot's safety file gives it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Values">One number, or one for each axis.</param>
/// <param name="Unit">SI; empty for a count.</param>
public sealed record SafetyLimit(string Name, IReadOnlyList<double> Values, string Unit);

/// <summary>A safety function as the robot's safety file describes it, for people to read.</summary>
/// <param name="Name">Key of its section: the gate's function in lower case, words joined by underscores.</param>
/// <param name="Limits">In the file's order of reading; none where the function has nothing to set.</param>
/// <param name="Reaction">What it does.</param>
/// <param name="Clear">When it lets go.</param>
/// <param name="Source">Where its numbers come from.</param>
public sealed record SafetyFunctionEntry(string Name, IReadOnlyList<SafetyLimit> Limits, string Reaction, string Clear, string Source);
