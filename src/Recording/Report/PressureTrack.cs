using RoboticsStack.Messaging.V1;

namespace RoboticsStack.Recording.Report;

/// <summary>The two pads' cells as bytes, for the frames in which anything is pressed.</summary>
internal sealed class PressureTrack
{
    /// <summary>Newtons that a byte of 255 stands for.</summary>
    public const float FullScaleN = 2;

    private readonly List<int> _frames = [];
    private readonly List<byte> _cells = [];
    private uint _rows = 8;
    private uint _columns = 16;
    private bool _pressed;

    public void Add(int frame, TactilePads pads)
    {
        long count = (long)pads.Rows * pads.Columns;
        bool repeated = _frames.Count > 0 && _frames[^1] == frame;
        bool sameSize = _frames.Count == 0 || (pads.Rows == _rows && pads.Columns == _columns);
        if (count is 0 or > 4096 || pads.LeftN.Count != count || pads.RightN.Count != count || repeated || !sameSize)
        {
            return;
        }
        bool pressed = pads.LeftN.Concat(pads.RightN).Any(n => ToByte(n) > 0);
        if (pressed || _pressed)
        {
            (_rows, _columns) = (pads.Rows, pads.Columns);
            _frames.Add(frame);
            _cells.AddRange(pads.LeftN.Concat(pads.RightN).Select(ToByte));
        }
        _pressed = pressed;
    }

    public object ToJson(PagePack pack) => new
    {
        rows = _rows,
        columns = _columns,
        fullScaleN = FullScaleN,
        frames = pack.Add(_frames),
        cells = pack.Add(_cells, stride: (int)(2 * _rows * _columns)),
    };

    /// <summary>By the square root, so that a light touch shows.</summary>
    private static byte ToByte(float newton) => (byte)Math.Round(255 * Math.Sqrt(Math.Clamp(newton / FullScaleN, 0, 1)));
}
