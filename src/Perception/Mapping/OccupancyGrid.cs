using RoboticsStack.Core.Geometry;
using RoboticsStack.Messaging.Typed;
using RoboticsStack.Messaging.V1;
using Pose = RoboticsStack.Core.Geometry.Pose;

namespace RoboticsStack.Perception;

public enum CellState : byte
{
    Unknown = 0,
    Free = 1,
    Occupied = 2,
}

/// <summary>
/// What of the floor the base may stand on: one layer from the lidar, which sees what stands at its height, and one from the head camera,
/// which sees table tops, overhangs and small things. A cell is occupied if either says so.
/// </summary>
/// <remarks>Log-odds as in Moravec and Elfes' occupancy grids; a free cell needs evidence too, so unseen stays unknown.</remarks>
public sealed class OccupancyGrid
{
    private const float LidarHit = 0.9f;
    private const float LidarPass = -0.4f;
    private const float CameraHit = 0.4f;
    private const float CameraFloor = -0.6f;
    private const float Limit = 4f;
    private const float OccupiedAt = 0.7f;
    private const float FreeAt = -0.35f;

    private readonly float[] _lidar;
    private readonly float[] _camera;
    private readonly double _footprintRadiusM;

    public OccupancyGrid(GridFrame frame, double footprintRadiusM)
    {
        Frame = frame;
        _footprintRadiusM = footprintRadiusM;
        _lidar = new float[frame.CellCount];
        _camera = new float[frame.CellCount];
    }

    public GridFrame Frame { get; }

    /// <summary>The cells that anything is known of.</summary>
    public CellBounds Known { get; private set; } = CellBounds.Empty;

    /// <summary>Grows with every change; for caches.</summary>
    public long Version { get; private set; }

    public CellState this[int index]
    {
        get
        {
            float lidar = _lidar[index];
            float camera = _camera[index];
            return lidar > OccupiedAt || camera > OccupiedAt ? CellState.Occupied
                : lidar < FreeAt || camera < FreeAt ? CellState.Free
                : CellState.Unknown;
        }
    }

    public CellState At(double xM, double yM) => Frame.IndexAt(xM, yM) is >= 0 and int index ? this[index] : CellState.Unknown;

    /// <summary>The robot stands here, so its footprint is free.</summary>
    public void MarkStanding(Pose2 baseInMap)
    {
        int reach = (int)(_footprintRadiusM / Frame.CellM);
        (int column, int row) = Frame.CellAt(baseInMap.X, baseInMap.Y);
        for (int r = -reach; r <= reach; r++)
        {
            for (int c = -reach; c <= reach; c++)
            {
                if (r * r + c * c <= reach * reach && Frame.Contains(column + c, row + r))
                {
                    int index = (row + r) * Frame.Width + column + c;
                    _lidar[index] = Math.Min(_lidar[index], LidarPass);
                    _camera[index] = Math.Min(_camera[index], 0);
                    Known = Known.With(column + c, row + r);
                }
            }
        }
        Version++;
    }

    /// <param name="scan">Ranges in the lidar frame; 0 means nothing came back and says nothing.</param>
    /// <param name="lidarInMap">Its pose when it measured.</param>
    /// <param name="baseInMap">Likewise; returns from the robot's own body are left out.</param>
    public void Integrate(LidarScan scan, Pose lidarInMap, Pose2 baseInMap)
    {
        double yaw = lidarInMap.Orientation.Yaw;
        double originX = lidarInMap.Position.X;
        double originY = lidarInMap.Position.Y;
        for (int i = 0; i < scan.RangeM.Count; i++)
        {
            double range = scan.RangeM[i];
            if (!(range > 0.02) || range > 30)
            {
                continue;
            }
            (double sin, double cos) = Math.SinCos(yaw + scan.StartAngleRad + i * scan.AngleStepRad);
            double endX = originX + range * cos;
            double endY = originY + range * sin;
            if (Math.Sqrt((endX - baseInMap.X) * (endX - baseInMap.X) + (endY - baseInMap.Y) * (endY - baseInMap.Y)) > _footprintRadiusM + 0.01)
            {
                CastRay(originX, originY, endX, endY);
            }
        }
        Version++;
    }

    /// <summary>Evidence from the head camera that something stands over a cell.</summary>
    public void AddCameraHits(int index, int hits) => Add(_camera, index, CameraHit * Math.Min(hits, 3));

    /// <summary>Evidence from the head camera of bare floor.</summary>
    public void AddCameraFloor(int index) => Add(_camera, index, CameraFloor);

    /// <summary>For the recording and the viewer: the known part only.</summary>
    public MapSnapshot Snapshot(IEnumerable<ObjectTrack> tracks)
    {
        CellBounds known = Known.IsEmpty ? new(0, 0, 1, 1) : Known;
        int width = known.MaxColumn - known.MinColumn;
        int height = known.MaxRow - known.MinRow;
        byte[] cells = new byte[width * height];
        for (int r = 0; r < height; r++)
        {
            for (int c = 0; c < width; c++)
            {
                cells[r * width + c] = (byte)this[(r + known.MinRow) * Frame.Width + c + known.MinColumn];
            }
        }
        MapSnapshot snapshot = new()
        {
            OriginXM = Frame.OriginXM + known.MinColumn * Frame.CellM,
            OriginYM = Frame.OriginYM + known.MinRow * Frame.CellM,
            CellM = Frame.CellM,
            Width = (uint)width,
            Height = (uint)height,
            Cells = Google.Protobuf.ByteString.CopyFrom(cells),
        };
        snapshot.Tracks.AddRange(tracks.Select(track => new TrackReport
        {
            Id = track.Id,
            Label = track.Label,
            PoseInMap = track.PoseInMap.ToMessage(),
            RadiusM = track.RadiusM,
            HeightM = track.HeightM,
            PositionSigmaM = track.PositionSigmaM,
        }));
        return snapshot;
    }

    /// <summary>Frees the cells up to the end point and fills the one it lies in; steps from cell border to cell border.</summary>
    private void CastRay(double fromX, double fromY, double toX, double toY)
    {
        (int column, int row) = Frame.CellAt(fromX, fromY);
        (int endColumn, int endRow) = Frame.CellAt(toX, toY);
        double dx = toX - fromX;
        double dy = toY - fromY;
        int stepX = dx >= 0 ? 1 : -1;
        int stepY = dy >= 0 ? 1 : -1;
        double perColumn = Math.Abs(dx) > 1e-9 ? Frame.CellM / Math.Abs(dx) : double.PositiveInfinity;
        double perRow = Math.Abs(dy) > 1e-9 ? Frame.CellM / Math.Abs(dy) : double.PositiveInfinity;
        double cellX = (fromX - Frame.OriginXM) / Frame.CellM - column;
        double cellY = (fromY - Frame.OriginYM) / Frame.CellM - row;
        double nextColumn = (stepX > 0 ? 1 - cellX : cellX) * perColumn;
        double nextRow = (stepY > 0 ? 1 - cellY : cellY) * perRow;
        for (int left = Math.Abs(endColumn - column) + Math.Abs(endRow - row); left > 0; left--)
        {
            if (Frame.Contains(column, row))
            {
                ref float cell = ref _lidar[row * Frame.Width + column];
                cell = Math.Max(cell + LidarPass, -Limit);
            }
            if (nextColumn < nextRow)
            {
                nextColumn += perColumn;
                column += stepX;
            }
            else
            {
                nextRow += perRow;
                row += stepY;
            }
        }
        if (Frame.Contains(endColumn, endRow))
        {
            Add(_lidar, endRow * Frame.Width + endColumn, LidarHit - LidarPass * 0.5f);
            Known = Known.With(endColumn, endRow);
        }
    }

    private void Add(float[] layer, int index, float evidence)
    {
        layer[index] = Math.Clamp(layer[index] + evidence, -Limit, Limit);
        Known = Known.With(index % Frame.Width, index / Frame.Width);
    }
}
