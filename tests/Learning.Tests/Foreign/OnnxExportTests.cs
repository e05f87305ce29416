using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning.Tests.Gradients;
using RoboticsStack.Learning.Tests.Models;
using RoboticsStack.Models;
using RoboticsStack.Tests;
using Xunit.Abstractions;

namespace RoboticsStack.Learning.Tests.Foreign;

/// <summary>What is exported is plain ONNX, by the judgement of the onnx package: its checker and, where it has one, its reference evaluator.</summary>
public sealed class OnnxExportTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [OnnxFact]
    public void Every_operation_with_its_gradient_and_the_world_model_are_plain_ONNX()
    {
        int written = 0;
        foreach (string operation in GradientTests.Names)
        {
            (byte[] model, RandomStream random) = GradientTests.Model(operation, seed: 1);
            Write($"{written++:D2}", model, random, 1, 0.5, 1.5);
        }
        using UntrainedModel untrained = new();
        foreach (string file in (string[])[WorldModelManifest.EncoderFile, WorldModelManifest.PlannerFile, WorldModelManifest.IdentityPlannerFile])
        {
            Write($"{written++:D2}", File.ReadAllBytes(Path.Combine(untrained.Path, file)), new RandomStream(3), 4, -1, 1);
        }
        (int status, string said) = OnnxPackage.Run(Path.Combine(RepositoryRoot.Path, "tests/Learning.Tests/Foreign/check_models.py"), _folder);
        output.WriteLine(said);
        Assert.True(status == 0, said);
        Assert.Contains($"\"checked\": {written}", said);
    }

    /// <summary>The model, with random inputs and what ONNX Runtime makes of them.</summary>
    private void Write(string name, byte[] model, RandomStream random, int rows, double low, double high)
    {
        using SessionOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(model, options);
        Dictionary<string, OrtValue> inputs = [];
        List<object> index = [];
        List<double> values = [];
        foreach ((string input, NodeMetadata metadata) in session.InputMetadata)
        {
            long[] shape = [.. metadata.Dimensions.Select(size => size < 0 ? rows : (long)size)];
            double[] at = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (double)(float)random.Uniform(low, high))];
            bool isDouble = metadata.ElementType == typeof(double);
            inputs[input] = isDouble
                ? OrtValue.CreateTensorValueFromMemory(at, shape)
                : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(at, value => (float)value), shape);
            index.Add(new { name = input, shape, input = true, @double = isDouble });
            values.AddRange(at);
        }
        using RunOptions run = new();
        string[] outputs = [.. session.OutputNames];
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, inputs, outputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            bool isDouble = session.OutputMetadata[outputs[i]].ElementType == typeof(double);
            index.Add(new { name = outputs[i], shape = results[i].GetTensorTypeAndShape().Shape, input = false, @double = isDouble });
            values.AddRange(isDouble ? results[i].GetTensorDataAsSpan<double>().ToArray() : Array.ConvertAll(results[i].GetTensorDataAsSpan<float>().ToArray(), value => (double)value));
        }
        foreach (OrtValue input in inputs.Values)
        {
            input.Dispose();
        }
        File.WriteAllBytes(Path.Combine(_folder, name + ".onnx"), model);
        File.WriteAllText(Path.Combine(_folder, name + ".json"), JsonSerializer.Serialize(index));
        File.WriteAllBytes(Path.Combine(_folder, name + ".f64"), MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray());
    }
}
