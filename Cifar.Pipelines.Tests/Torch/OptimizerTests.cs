using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class OptimizerTests
{
    static readonly JsonElement Fixture = TorchFixture.Read("optimizers");
    static readonly JsonElement Rates = TorchFixture.Read("schedules");

    public static TheoryData<string> Optimizers => [.. Fixture.GetProperty("steps").Names()];

    public static TheoryData<string> Schedules => [.. Rates.Names()];

    [Theory, MemberData(nameof(Optimizers))]
    public void Five_steps_equal_PyTorchs(string name)
    {
        using var parameter = new Parameter(Fixture.GetProperty("start").ToTensor());
        using var optimizer = Create(name, [parameter]);
        foreach (var expected in Fixture.GetProperty("steps").GetProperty(name).EnumerateArray())
        {
            Step(optimizer, parameter);
            TorchFixture.AssertClose(expected, parameter);
        }
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_resumed_optimizer_goes_on_bit_for_bit(string name)
    {
        using var whole = new Parameter(Fixture.GetProperty("start").ToTensor());
        using var optimizer = Create(name, [whole]);
        for (int i = 0; i < 3; i++) Step(optimizer, whole);

        using var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true)) optimizer.save_state_dict(writer);
        using var resumed = new Parameter(whole.detach().clone());
        using var continued = Create(name, [resumed]);
        file.Position = 0;
        using (var reader = new BinaryReader(file)) continued.load_state_dict(reader);

        for (int i = 0; i < 2; i++)
        {
            Step(optimizer, whole);
            Step(continued, resumed);
        }
        Assert.Equal(whole.Numbers(), resumed.Numbers());
    }

    [Fact]
    public void Groups_have_rates_of_their_own()
    {
        using var slow = new Parameter(ones(1));
        using var fast = new Parameter(ones(1));
        using var optimizer = SGD([new SGD.ParamGroup([slow], lr: 0.01), new SGD.ParamGroup([fast], lr: 0.1)], 1.0);
        (slow + fast).sum().backward();
        optimizer.step();
        Assert.Equal(0.99f, slow.item<float>(), 1e-6);
        Assert.Equal(0.9f, fast.item<float>(), 1e-6);
        Assert.Equal([0.01, 0.1], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [Theory, MemberData(nameof(Schedules))]
    public void Schedules_equal_PyTorchs(string name)
    {
        using var parameter = new Parameter(zeros(1));
        using var optimizer = SGD([parameter], 0.2, momentum: name == "plateau" ? 0 : 0.9);
        double[] rates = [.. Rates.GetProperty(name).GetProperty("rates").EnumerateArray().Select(rate => rate.GetDouble())];
        double[] others = [.. Rates.GetProperty(name).GetProperty("momenta").EnumerateArray().Select(value => value.GetDouble())];
        var group = optimizer.ParamGroups.Single();
        if (name == "plateau")
        {
            var plateau = lr_scheduler.ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, cooldown: 1, min_lr: [0.02]);
            for (int i = 0; i < rates.Length; i++)
            {
                plateau.step(others[i]);
                Assert.Equal(rates[i], group.LearningRate, 1e-12);
            }
            return;
        }

        var scheduler = Create(name, optimizer);
        for (int i = 0; i < rates.Length; i++)
        {
            Assert.Equal(rates[i], group.LearningRate, 1e-9);
            Assert.Equal(others[i], ((IMomentum)group).Momentum, 1e-9);
            scheduler.step();
        }
    }

    static void Step(OptimizerHelper optimizer, Parameter parameter)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        ((parameter - Fixture.GetProperty("target").ToTensor()).square() * tensor(new[] { 1f, 3 })).sum().backward();
        optimizer.step();
    }

    static OptimizerHelper Create(string name, Parameter[] parameters) => name switch
    {
        "adam" => Adam(parameters, lr: 0.05, weight_decay: 0.01),
        "adam_amsgrad" => Adam(parameters, lr: 0.05, amsgrad: true),
        "adamw" => AdamW(parameters, lr: 0.05, weight_decay: 0.1),
        "sgd" => SGD(parameters, 0.1),
        "sgd_momentum" => SGD(parameters, 0.1, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        "sgd_nesterov" => SGD(parameters, 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true),
        "rmsprop" => RMSProp(parameters, lr: 0.05),
        "rmsprop_centered" => RMSProp(parameters, lr: 0.05, momentum: 0.5, centered: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    static lr_scheduler.LRScheduler Create(string name, Optimizer optimizer) => name switch
    {
        "step" => lr_scheduler.StepLR(optimizer, 3, 0.5),
        "multi_step" => lr_scheduler.MultiStepLR(optimizer, [2, 5], 0.1),
        "exponential" => lr_scheduler.ExponentialLR(optimizer, 0.9),
        "cosine" => lr_scheduler.CosineAnnealingLR(optimizer, 6, eta_min: 0.01),
        "linear" => lr_scheduler.LinearLR(optimizer, 0.25, total_iters: 4),
        "constant" => lr_scheduler.ConstantLR(optimizer, 0.5, total_iters: 3),
        "lambda" => lr_scheduler.LambdaLR(optimizer, epoch => 1.0 / (1 + epoch)),
        "one_cycle" => lr_scheduler.OneCycleLR(optimizer, 0.4, total_steps: 12),
        "one_cycle_linear" =>
            lr_scheduler.OneCycleLR(optimizer, 0.4, epochs: 3, steps_per_epoch: 4, anneal_strategy: lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear,
            three_phase: true),
        "sequential" =>
            lr_scheduler.SequentialLR(optimizer, [lr_scheduler.LinearLR(optimizer, 0.1, total_iters: 3), lr_scheduler.CosineAnnealingLR(optimizer, 8)], [3]),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
