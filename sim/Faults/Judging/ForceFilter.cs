using RoboticsStack.Core.Geometry;

namespace RoboticsStack.Faults;

/// <summary>Second-order Butterworth low-pass of a force (bilinear transform with the corner kept in place): what a force gauge of that bandwidth shows.</summary>
internal sealed class ForceFilter
{
    /// <summary>The bandwidth of devices that measure the force of a collision.</summary>
    public const double CornerHz = 100;

    private readonly double _b0, _a1, _a2;
    private Vec3 _x1, _x2, _y1, _y2;

    public ForceFilter(double stepSec)
    {
        double k = Math.Tan(Math.PI * CornerHz * stepSec);
        double norm = 1 / (1 + Math.Sqrt(2) * k + k * k);
        (_b0, _a1, _a2) = (k * k * norm, 2 * (k * k - 1) * norm, (1 - Math.Sqrt(2) * k + k * k) * norm);
    }

    public Vec3 Next(Vec3 force)
    {
        Vec3 shown = (force + _x1 * 2 + _x2) * _b0 - _y1 * _a1 - _y2 * _a2;
        (_x2, _x1, _y2, _y1) = (_x1, force, _y1, shown);
        return shown;
    }
}
