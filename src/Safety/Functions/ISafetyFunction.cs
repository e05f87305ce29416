namespace RoboticsStack.Safety.Functions;

/// <summary>One safety function: looks at one cycle and demands what has to be done. Allocates nothing.</summary>
internal interface ISafetyFunction
{
    /// <summary>Forgets the past; called when the robot is being engaged.</summary>
    void Restart();

    /// <summary>Called every cycle while the drives are powered and a usable measurement is there.</summary>
    void Check(in CycleState cycle, FailsafeMonitor monitor);
}
