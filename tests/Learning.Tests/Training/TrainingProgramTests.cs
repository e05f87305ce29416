using RoboticsStack.Core;
using RoboticsStack.Core.Randomness;
using RoboticsStack.Learning;

namespace RoboticsStack.Learning.Tests.Training;

public sealed class TrainingProgramTests : IDisposable
{
    private const int Batch = 64;

    private readonly string _directory = Directory.CreateTempSubdirectory("learning").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_small_network_learns_a_curve()
    {
        using TrainingProgram program = Curve(new ParameterSet());
        float first = Train(program, 0, 1);
        float last = Train(program, 1, 600);
        Assert.True(last < 0.02 && last < first / 10, $"loss {first} → {last}");
    }

    [Fact]
    public void One_step_is_AdamW_by_hand()
    {
        const double rate = 0.1, decay = 0.5;
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Tensor x = graph.Input("x", [1, 2]);
        Tensor weight = graph.Parameter("w", [2, 1], _ => [1, -2]);
        using TrainingProgram program = new(x.MatMul(weight).Sum(), [], new AdamWOptions { WeightDecay = decay, GradientNormLimit = 100 });
        new float[] { 3, 4 }.CopyTo(program.Input("x"));
        Assert.Equal(-5, program.Step(rate));
        Assert.Equal(5, program.Metric("gradientNorm")[0], 1e-4);
        program.Synchronise();
        // After one step both moments are bias-corrected to the gradient itself, so the step is the rate times its sign.
        Assert.Equal(1 * (1 - rate * decay) - rate, parameters["w"].Values[0], 1e-5);
        Assert.Equal(-2 * (1 - rate * decay) - rate, parameters["w"].Values[1], 1e-5);
    }

    [Fact]
    public void A_checkpoint_continues_with_the_identical_loss_curve()
    {
        string path = Path.Combine(_directory, "state");
        using TrainingProgram straight = Curve(new ParameterSet());
        for (int step = 0; step < 11; step++)
        {
            Train(straight, step, 1);
        }
        straight.Save(path);
        float[] expected = [.. Enumerable.Range(11, 10).Select(step => Train(straight, step, 1))];

        using TrainingProgram resumed = Curve(new ParameterSet(), seed: 99);
        resumed.Restore(path);
        Assert.Equal(11, resumed.StepCount);
        Assert.Equal(expected, Enumerable.Range(11, 10).Select(step => Train(resumed, step, 1)));
    }

    [Fact]
    public void A_checkpoint_holds_running_statistics_dropout_and_average_too()
    {
        string path = Path.Combine(_directory, "state");
        using TrainingProgram straight = Noisy(new ParameterSet());
        Train(straight, 0, 7);
        straight.Save(path);
        float[] expected = [.. Enumerable.Range(7, 8).Select(step => Train(straight, step, 1))];
        straight.Synchronise();

        using TrainingProgram resumed = Noisy(new ParameterSet());
        Train(resumed, 3, 2);
        resumed.Restore(path);
        Assert.Equal(expected, Enumerable.Range(7, 8).Select(step => Train(resumed, step, 1)));
        resumed.Synchronise();
        foreach (StoredTensor tensor in straight.Parameters.Tensors)
        {
            Assert.Equal(tensor.Values, resumed.Parameters[tensor.Name].Values);
        }

        using TrainingProgram other = Noisy(new ParameterSet(), maskSeed: 8);
        Assert.Contains("seed", Assert.Throws<UserErrorException>(() => other.Restore(path)).Message);
    }

    [Fact]
    public void Dropout_follows_from_seed_and_step()
    {
        static float[] Losses(ulong seed)
        {
            using TrainingProgram program = Noisy(new ParameterSet(), seed);
            return [.. Enumerable.Range(0, 3).Select(_ => Train(program, 0, 1))];
        }
        Assert.Equal(Losses(7), Losses(7));
        Assert.NotEqual(Losses(7), Losses(8));

        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Tensor mask = graph.RandomMask("mask", [100_000], 0.75);
        using TrainingProgram share = new(mask.Mean() * graph.Parameter("p", [], Initial.Ones), [], new AdamWOptions());
        Assert.InRange(share.Step(0), 0.74, 0.76);
    }

    [Fact]
    public void Steps_work_in_place_and_copy_no_state()
    {
        using TrainingProgram program = Noisy(new ParameterSet());
        Train(program, 0, 4);
        Assert.Equal(0, program.StateBytesCopied);
        // An odd step leaves the newest values in the second set of buffers, from where reading them has to bring them.
        Train(program, 4, 1);
        program.Synchronise();
        Assert.Equal(program.Parameters.Tensors.Sum(tensor => tensor.Values.Length * sizeof(float)), program.StateBytesCopied);
    }

    [Fact]
    public void Groups_have_their_own_rate_and_decay()
    {
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Tensor One(string name) => graph.Parameter(name, [1, 1], Initial.Ones);
        Tensor all = One("plain.weight") + One("frozen.weight") + One("free.weight") + One("plain.bias");
        using TrainingProgram program = new(all.Sum(), [], new AdamWOptions
        {
            WeightDecay = 0.5,
            GradientNormLimit = 100,
            Groups = [new ParameterGroup("frozen.") { RateScale = 0 }, new ParameterGroup("free.") { WeightDecay = 0, RateScale = 0.5 }],
        });
        program.Step(0.1);
        program.Synchronise();
        Assert.Equal(1 - 0.05 - 0.1, parameters["plain.weight"].Values[0], 1e-5);
        Assert.Equal(1, parameters["frozen.weight"].Values[0]);
        Assert.Equal(1 - 0.05, parameters["free.weight"].Values[0], 1e-5);
        Assert.Equal(1 - 0.1, parameters["plain.bias"].Values[0], 1e-5);
    }

    [Fact]
    public void What_is_frozen_stays_and_what_is_new_learns_through_it()
    {
        const ulong Seed = 8;
        ParameterSet first = new();
        RandomStream random = RandomStream.For(Seed, "frozen");
        Layers.Linear(new Graph(first).Input("x", [4, 3]), "inner", 3, random);
        ParameterSet parameters = first.Frozen();
        Graph graph = new(parameters);
        Tensor bent = Layers.Linear(Layers.Linear(graph.Input("x", [4, 3]), "outer", 3, random).Tanh(), "inner", 3, random);
        using TrainingProgram program = new(Losses.SquaredError(bent, graph.Constant(0.3)).Mean(), [], new AdamWOptions());
        for (int i = 0; i < program.Input("x").Length; i++)
        {
            program.Input("x")[i] = (float)random.Gaussian();
        }
        float[] outer = [.. parameters["outer.weight"].Values];

        float before = program.Step(0.02), after = before;
        for (int step = 0; step < 200; step++)
        {
            after = program.Step(0.02);
        }
        program.Synchronise();

        Assert.True(after < 0.5 * before, $"from {before} to {after}");
        Assert.Equal(first["inner.weight"].Values, parameters["inner.weight"].Values);
        Assert.Equal(first["inner.bias"].Values, parameters["inner.bias"].Values);
        Assert.NotEqual(outer, parameters["outer.weight"].Values);
        Assert.DoesNotContain(parameters.Tensors, tensor => tensor.Name.Contains('/') && tensor.Name.Contains("inner", StringComparison.Ordinal));
    }

    [Fact]
    public void Gradients_are_clipped_by_their_norm_together()
    {
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Tensor loss = graph.Parameter("a", [1], Initial.Ones).Sum() * 30 + graph.Parameter("b", [1], Initial.Ones).Sum() * 40;
        using TrainingProgram program = new(loss, [], new AdamWOptions { GradientNormLimit = 1, Epsilon = 1e-12 });
        program.Step(0.1);
        Assert.Equal(50, program.Metric("gradientNorm")[0], 1e-3);
        program.Synchronise();
        Assert.Equal(0.1 * 0.6, parameters["adam.mean/a"].Values[0], 1e-5);
        Assert.Equal(0.1 * 0.8, parameters["adam.mean/b"].Values[0], 1e-5);
    }

    [Fact]
    public void A_closed_form_replaces_the_gradient_of_what_it_is_made_of()
    {
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Tensor weight = graph.Parameter("w", [2], Initial.Ones);
        Tensor closed = graph.WithGradient(weight.Exp(), [weight], grad => [grad * 5]);
        using TrainingProgram program = new(closed.Sum(), [], new AdamWOptions());
        Assert.Equal(2 * Math.E, program.Step(0), 1e-4);
        Assert.Equal(5 * Math.Sqrt(2), program.Metric("gradientNorm")[0], 1e-4);
    }

    [Fact]
    public void A_device_that_is_not_here_is_refused_with_the_reason()
    {
        Assert.Equal(ComputeDevice.Cpu, ComputeDevices.Parse("cpu"));
        Assert.Contains("auto, cpu, cuda", Assert.Throws<UserErrorException>(() => ComputeDevices.Parse("tpu")).Message);
        if (ComputeDevices.WhyNoCuda is { } reason)
        {
            Assert.Equal(ComputeDevice.Cpu, ComputeDevices.Parse("auto"));
            Assert.Contains(reason, Assert.Throws<UserErrorException>(() => ComputeDevices.Parse("cuda")).Message);
        }
        else
        {
            Assert.Equal(ComputeDevice.Cuda, ComputeDevices.Parse("auto"));
        }
    }

    [CudaFact]
    public void Training_on_CUDA_follows_training_on_the_CPU_and_keeps_its_state_there()
    {
        static (float[] Losses, long Copied) Run(ComputeDevice device)
        {
            using TrainingProgram program = Noisy(new ParameterSet(), device: device);
            long before = program.StateBytesCopied;
            float[] losses = [.. Enumerable.Range(0, 20).Select(step => Train(program, step, 1))];
            return (losses, program.StateBytesCopied - before);
        }
        (float[] there, long copied) = Run(ComputeDevice.Cuda);
        float[] here = Run(ComputeDevice.Cpu).Losses;
        Assert.Equal(0, copied);
        Assert.All(here.Zip(there), pair => Assert.Equal(pair.First, pair.Second, 1e-3 + 1e-2 * pair.First));
    }

    [Fact]
    public void Export_computes_what_training_left()
    {
        ParameterSet parameters = new();
        using TrainingProgram program = Curve(parameters);
        Train(program, 0, 50);
        program.Synchronise();

        Graph graph = new(parameters);
        Tensor x = graph.Input("x", [Shape.Dynamic, 1]);
        string path = Path.Combine(_directory, "curve.onnx");
        File.WriteAllBytes(path, OnnxModel.ForInference(graph, [("y", Network(x, 1))]));

        using CompiledGraph compiled = CompiledGraph.Load(path);
        float[] input = GC.AllocateArray<float>(3, pinned: true);
        float[] output = GC.AllocateArray<float>(3, pinned: true);
        new float[] { -1, 0, 1 }.CopyTo(input, 0);
        using GraphBinding binding = compiled.Bind([("x", input, [3, 1])], [("y", output, [3, 1])]);
        binding.Run();

        float[] hidden(float v) => [.. Enumerable.Range(0, 32).Select(i =>
        {
            double a = parameters["hidden.weight"].Values[i] * v + parameters["hidden.bias"].Values[i];
            return (float)(a / (1 + Math.Exp(-a)));
        })];
        for (int i = 0; i < 3; i++)
        {
            double expected = hidden(input[i]).Select((h, k) => h * parameters["out.weight"].Values[k]).Sum() + parameters["out.bias"].Values[0];
            Assert.Equal(expected, output[i], 1e-4);
        }
    }

    [Fact]
    public void Running_statistics_and_the_average_follow_the_data()
    {
        ParameterSet parameters = new();
        Graph graph = new(parameters);
        Tensor x = graph.Input("x", [Batch, 2]);
        Tensor loss = Layers.BatchNorm(x, "norm", momentum: 0.2).Square().Mean();
        using TrainingProgram program = new(loss, [], new AdamWOptions { AverageDecay = 0.9 });
        RandomStream random = new(3);
        for (int step = 0; step < 60; step++)
        {
            Span<float> input = program.Input("x");
            for (int i = 0; i < input.Length; i++)
            {
                input[i] = (float)random.Gaussian(i % 2 == 0 ? 3 : -1, i % 2 == 0 ? 2 : 0.5);
            }
            program.Step(1e-3);
        }
        program.Synchronise();
        Assert.Equal(3, parameters["norm.mean"].Values[0], 0.5);
        Assert.Equal(4, parameters["norm.variance"].Values[0], 1.0);
        Assert.Equal(0.25, parameters["norm.variance"].Values[1], 0.1);
        Assert.NotEqual(parameters["norm.scale"].Values, parameters["average/norm.scale"].Values);
    }

    [Fact]
    public void Damaged_files_are_explained()
    {
        string path = Path.Combine(_directory, "state");
        using TrainingProgram program = Curve(new ParameterSet());
        program.Save(path);
        byte[] good = File.ReadAllBytes(path);

        Assert.Contains("Cannot read", Assert.Throws<UserErrorException>(() => program.Restore(path + "x")).Message);
        File.WriteAllBytes(path, good[..^100]);
        Assert.Contains("truncated or altered", Assert.Throws<UserErrorException>(() => program.Restore(path)).Message);
        good[200] ^= 1;
        File.WriteAllBytes(path, good);
        Assert.Contains("truncated or altered", Assert.Throws<UserErrorException>(() => program.Restore(path)).Message);

        Assert.Contains("Cannot read", Assert.Throws<UserErrorException>(() => CompiledGraph.Load(path + ".onnx")).Message);
        Assert.Contains("no model", Assert.Throws<UserErrorException>(() => CompiledGraph.Load(path)).Message);
    }

    [Fact]
    public void Warm_up_rises_and_the_cosine_falls()
    {
        LearningRateSchedule schedule = new(1e-3, 0.1, 0.01);
        Assert.True(schedule.At(0) < schedule.At(0.05) && schedule.At(0.05) < schedule.At(0.1));
        Assert.Equal(1e-3, schedule.At(0.1), 1e-9);
        Assert.True(schedule.At(0.3) > schedule.At(0.7));
        Assert.Equal(1e-5, schedule.At(1), 1e-9);
    }

    private static Tensor Network(Tensor x, ulong seed)
    {
        RandomStream random = new(seed);
        return Layers.Linear(Layers.Linear(x, "hidden", 32, random, 2).Silu(), "out", 1, random);
    }

    private static TrainingProgram Curve(ParameterSet parameters, ulong seed = 1)
    {
        Graph graph = new(parameters);
        Tensor x = graph.Input("x", [Batch, 1]);
        Tensor y = graph.Input("y", [Batch, 1]);
        return new(Losses.SquaredError(Network(x, seed), y).Mean(), [], new AdamWOptions());
    }

    /// <summary>With everything that a checkpoint has to hold: running statistics, an average, dropout.</summary>
    private static TrainingProgram Noisy(ParameterSet parameters, ulong maskSeed = 7, ComputeDevice device = ComputeDevice.Cpu)
    {
        Graph graph = new(parameters);
        RandomStream random = new(2);
        Tensor x = graph.Input("x", [Batch, 1]);
        Tensor hidden = Layers.BatchNorm(Layers.Linear(x, "hidden", 16, random, 2), "norm").Gelu();
        Tensor y = Layers.Linear(Layers.Dropout(hidden, "dropout", 0.2), "out", 1, random);
        return new(Losses.SquaredError(y, graph.Input("y", [Batch, 1])).Mean(), [], new AdamWOptions { AverageDecay = 0.99 },
            SessionSettings.Default with { Device = device }, maskSeed);
    }

    private static float Train(TrainingProgram program, int from, int steps)
    {
        float loss = 0;
        for (int step = from; step < from + steps; step++)
        {
            RandomStream random = RandomStream.For((ulong)step, "batch");
            for (int i = 0; i < Batch; i++)
            {
                double x = random.Uniform(-2, 2);
                program.Input("x")[i] = (float)x;
                program.Input("y")[i] = (float)Math.Sin(2 * x);
            }
            loss = program.Step(0.01);
        }
        return loss;
    }
}
