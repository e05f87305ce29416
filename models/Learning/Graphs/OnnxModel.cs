using System.Runtime.InteropServices;
using Google.Protobuf;
using RoboticsStack.Learning.Schema;

namespace RoboticsStack.Learning;

/// <summary>Writes graphs as ONNX.</summary>
public static class OnnxModel
{
    private const int IrVersion = 8;

    /// <summary>Old enough for readers of 2022, new enough for LayerNormalization and for scatter-add.</summary>
    private const int OperatorSet = 17;

    /// <summary>
    /// The model that computes <paramref name="outputs"/>, with parameters baked in as initialisers. Only what the outputs need is written.
    /// </summary>
    public static byte[] ForInference(Graph graph, IReadOnlyList<(string Name, Tensor Value)> outputs) =>
        Write(graph, outputs, []);

    /// <summary>As <see cref="ForInference"/>, but what changes between steps (<paramref name="states"/>) is an input under its own name.</summary>
    internal static byte[] ForTraining(Graph graph, IReadOnlyList<(string Name, Tensor Value)> outputs, IEnumerable<Tensor> states) =>
        Write(graph, outputs, [.. states]);

    private static byte[] Write(Graph graph, IReadOnlyList<(string Name, Tensor Value)> outputs, HashSet<Tensor> states)
    {
        HashSet<Tensor> needed = Needed(graph, outputs);
        GraphProto proto = new() { Name = "graph" };
        foreach (Tensor input in graph.Inputs.Where(needed.Contains))
        {
            proto.Input.Add(Describe(input.Name, input));
        }
        foreach (Tensor parameter in graph.UsedParameters.Where(needed.Contains))
        {
            if (states.Contains(parameter))
            {
                proto.Input.Add(Describe(parameter.Name, parameter));
            }
            else
            {
                proto.Initializer.Add(Values(parameter, graph.Raw(parameter.Stored!.Values)));
            }
        }
        foreach (Tensor constant in needed.Where(tensor => tensor.Constant is not null).OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            proto.Initializer.Add(Values(constant, constant.Constant));
        }
        // What is computed is written under the output's name at once; only what is handed through, or goes by two names, is copied.
        Dictionary<Tensor, string> named = [];
        List<NodeProto> copies = [];
        foreach ((string name, Tensor value) in outputs)
        {
            if (value.Producer is null || !named.TryAdd(value, name))
            {
                copies.Add(new() { OpType = "Identity", Name = $"output:{name}", Input = { named.GetValueOrDefault(value, value.Name) }, Output = { name } });
            }
            proto.Output.Add(Describe(name, value));
        }
        proto.Node.AddRange(graph.Nodes.Where(node => node.Outputs.Any(needed.Contains)).Select(node => Operation(node, needed, named)));
        proto.Node.AddRange(copies);
        return Wrap(proto);
    }

    internal static byte[] Wrap(GraphProto graph) => new ModelProto
    {
        IrVersion = IrVersion,
        ProducerName = "RoboticsStack",
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OperatorSet } },
    }.ToByteArray();

    private static HashSet<Tensor> Needed(Graph graph, IReadOnlyList<(string Name, Tensor Value)> outputs)
    {
        HashSet<Tensor> needed = [.. outputs.Select(output => output.Value)];
        foreach (Node node in graph.Nodes.Reverse())
        {
            if (node.Outputs.Any(needed.Contains))
            {
                needed.UnionWith(node.Inputs);
            }
        }
        return needed;
    }

    private static NodeProto Operation(Node node, HashSet<Tensor> needed, Dictionary<Tensor, string> named)
    {
        string NameOf(Tensor tensor) => named.GetValueOrDefault(tensor, tensor.Name);
        NodeProto proto = new() { OpType = node.Operation, Name = node.Outputs[0].Name };
        proto.Input.AddRange(node.Inputs.Select(NameOf));
        int last = node.Outputs.FindLastIndex(needed.Contains);
        proto.Output.AddRange(node.Outputs.Take(last + 1).Select((output, i) => i == 0 || needed.Contains(output) ? NameOf(output) : ""));
        foreach (NodeAttribute attribute in node.Attributes)
        {
            proto.Attribute.Add(Attribute(attribute));
        }
        return proto;
    }

    private static AttributeProto Attribute(NodeAttribute attribute)
    {
        AttributeProto proto = new() { Name = attribute.Name };
        if (attribute.Integer is { } integer)
        {
            (proto.I, proto.Type) = (integer, AttributeProto.Types.AttributeType.Int);
        }
        else if (attribute.Real is { } real)
        {
            (proto.F, proto.Type) = (real, AttributeProto.Types.AttributeType.Float);
        }
        else if (attribute.Text is { } text)
        {
            (proto.S, proto.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
        }
        else
        {
            proto.Ints.AddRange(attribute.Integers);
            proto.Type = AttributeProto.Types.AttributeType.Ints;
        }
        return proto;
    }

    private static TensorProto Values(Tensor tensor, ReadOnlySpan<byte> raw)
    {
        TensorProto proto = new() { Name = tensor.Name, DataType = (int)tensor.Type, RawData = ByteString.CopyFrom(raw) };
        proto.Dims.AddRange(tensor.Shape.ToLongs());
        return proto;
    }

    private static ValueInfoProto Describe(string name, Tensor tensor)
    {
        TensorShapeProto shape = new();
        foreach (int size in tensor.Shape.Sizes)
        {
            shape.Dim.Add(size == Shape.Dynamic
                ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
                : new TensorShapeProto.Types.Dimension { DimValue = size });
        }
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)tensor.Type, Shape = shape } } };
    }
}
