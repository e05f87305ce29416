using System.Buffers.Binary;
using RoboticsStack.Control.Robot;
using RoboticsStack.Core.Geometry;
using RoboticsStack.Core.Time;
using RoboticsStack.Safety;

namespace RoboticsStack.Runtime.Gate;

/// <summary>
/// The columns of <see cref="Messaging.V1.GateCycles"/>: 64-bit values, doubles by their bits, so that reading gives back exactly what was written.
/// </summary>
/// <remarks>
/// A measurement: time of the cycle and time of the sample in ns (integers); then positions, velocities and torques of the seven joints; lift height
/// and speed; gripper width, speed, force; odometry x, y, yaw and its velocities vx, vy, yaw rate; wrist force and torque, x, y, z each; force on the
/// left pad, on the right pad, on the highest cell; what the hardware reports, its status, counter and echo (integers); supply voltage; motors'
/// temperatures and positions; acceleration and rate of the inertial unit, x, y, z each. A command: <see cref="CommandNames"/>.
/// </remarks>
internal static class CycleColumns
{
    public const int MeasurementWidth = 2 + 5 * JointVector.Length + 31;
    public const int CommandWidth = 21;

    public static IReadOnlyList<string> CommandNames { get; } =
    [
        .. Enumerable.Range(1, JointVector.Length).Select(joint => $"joint {joint} position, rad"),
        .. Enumerable.Range(1, JointVector.Length).Select(joint => $"joint {joint} velocity, rad/s"),
        "lift, m", "gripper width, m", "gripper force, N", "base vx, m/s", "base vy, m/s", "base yaw rate, rad/s", "gate mode",
    ];

    public static void Write(Timestamp time, in RobotMeasurement measurement, Span<ulong> row)
    {
        row[0] = (ulong)time.Nanoseconds;
        row[1] = (ulong)measurement.Stamp.Nanoseconds;
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            row[2 + joint] = Bits(measurement.PositionRad[joint]);
            row[9 + joint] = Bits(measurement.VelocityRadPerSec[joint]);
            row[16 + joint] = Bits(measurement.TorqueNm[joint]);
        }
        row[23] = Bits(measurement.LiftM);
        row[24] = Bits(measurement.LiftVelocityMPerSec);
        row[25] = Bits(measurement.GripperWidthM);
        row[26] = Bits(measurement.GripperVelocityMPerSec);
        row[27] = Bits(measurement.GripperForceN);
        row[28] = Bits(measurement.BaseOdometry.X);
        row[29] = Bits(measurement.BaseOdometry.Y);
        row[30] = Bits(measurement.BaseOdometry.YawRad);
        row[31] = Bits(measurement.BaseVxMPerSec);
        row[32] = Bits(measurement.BaseVyMPerSec);
        row[33] = Bits(measurement.BaseYawRateRadPerSec);
        Write(measurement.WristWrench.Force, row[34..]);
        Write(measurement.WristWrench.Torque, row[37..]);
        row[40] = Bits(measurement.LeftPadForceN);
        row[41] = Bits(measurement.RightPadForceN);
        row[42] = Bits(measurement.PeakCellForceN);
        row[43] = (ulong)measurement.Reports;
        row[44] = (ulong)measurement.Status;
        row[45] = measurement.Counter;
        row[46] = measurement.Echo;
        row[47] = Bits(measurement.SupplyVoltageV);
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            row[48 + joint] = Bits(measurement.MotorTemperatureC[joint]);
            row[55 + joint] = Bits(measurement.MotorPositionRad[joint]);
        }
        Write(measurement.ImuAccelerationMPerSec2, row[62..]);
        Write(measurement.ImuAngularVelocityRadPerSec, row[65..]);
    }

    /// <summary>Returns the time of the cycle.</summary>
    public static Timestamp Read(ReadOnlySpan<ulong> row, out RobotMeasurement measurement)
    {
        measurement = default;
        measurement.Stamp = new((long)row[1]);
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            measurement.PositionRad[joint] = Value(row[2 + joint]);
            measurement.VelocityRadPerSec[joint] = Value(row[9 + joint]);
            measurement.TorqueNm[joint] = Value(row[16 + joint]);
        }
        measurement.LiftM = Value(row[23]);
        measurement.LiftVelocityMPerSec = Value(row[24]);
        measurement.GripperWidthM = Value(row[25]);
        measurement.GripperVelocityMPerSec = Value(row[26]);
        measurement.GripperForceN = Value(row[27]);
        measurement.BaseOdometry = new(Value(row[28]), Value(row[29]), Value(row[30]));
        measurement.BaseVxMPerSec = Value(row[31]);
        measurement.BaseVyMPerSec = Value(row[32]);
        measurement.BaseYawRateRadPerSec = Value(row[33]);
        measurement.WristWrench = new(ReadVector(row[34..]), ReadVector(row[37..]));
        measurement.LeftPadForceN = Value(row[40]);
        measurement.RightPadForceN = Value(row[41]);
        measurement.PeakCellForceN = Value(row[42]);
        measurement.Reports = (HardwareReports)row[43];
        measurement.Status = (DriveStatus)row[44];
        measurement.Counter = row[45];
        measurement.Echo = row[46];
        measurement.SupplyVoltageV = Value(row[47]);
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            measurement.MotorTemperatureC[joint] = Value(row[48 + joint]);
            measurement.MotorPositionRad[joint] = Value(row[55 + joint]);
        }
        measurement.ImuAccelerationMPerSec2 = ReadVector(row[62..]);
        measurement.ImuAngularVelocityRadPerSec = ReadVector(row[65..]);
        return new((long)row[0]);
    }

    public static void Write(in GatedCommand command, Span<ulong> row)
    {
        for (int joint = 0; joint < JointVector.Length; joint++)
        {
            row[joint] = Bits(command.PositionRad[joint]);
            row[7 + joint] = Bits(command.VelocityRadPerSec[joint]);
        }
        row[14] = Bits(command.LiftM);
        row[15] = Bits(command.GripperWidthM);
        row[16] = Bits(command.GripperForceN);
        row[17] = Bits(command.BaseVxMPerSec);
        row[18] = Bits(command.BaseVyMPerSec);
        row[19] = Bits(command.BaseYawRateRadPerSec);
        row[20] = Bits((int)command.Mode);
    }

    /// <summary>The gate's mode as a command's row carries it.</summary>
    public static GateMode ModeOf(ReadOnlySpan<ulong> commandRow) => (GateMode)(int)Value(commandRow[20]);

    /// <summary>From rows to the message's order: column by column, each column's lowest bytes first.</summary>
    public static void ToPlanes(ReadOnlySpan<ulong> rows, int width, Span<byte> planes)
    {
        int count = rows.Length / width;
        int at = 0;
        for (int column = 0; column < width; column++)
        {
            for (int shift = 0; shift < 64; shift += 8)
            {
                for (int n = 0; n < count; n++)
                {
                    planes[at++] = (byte)(rows[n * width + column] >> shift);
                }
            }
        }
    }

    /// <summary>The way back.</summary>
    public static void FromPlanes(ReadOnlySpan<byte> planes, int width, Span<ulong> rows)
    {
        int count = rows.Length / width;
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        for (int column = 0; column < width; column++)
        {
            for (int n = 0; n < count; n++)
            {
                for (int place = 0; place < value.Length; place++)
                {
                    value[place] = planes[(column * value.Length + place) * count + n];
                }
                rows[n * width + column] = BinaryPrimitives.ReadUInt64LittleEndian(value);
            }
        }
    }

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    public static double Value(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static void Write(Vec3 vector, Span<ulong> row) => (row[0], row[1], row[2]) = (Bits(vector.X), Bits(vector.Y), Bits(vector.Z));

    private static Vec3 ReadVector(ReadOnlySpan<ulong> row) => new(Value(row[0]), Value(row[1]), Value(row[2]));
}
