using System.CommandLine;
using Cifar.Cli.Data;
using Cifar.Cli.Parsing;
using Cifar.Pipelines.Transfer;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar transfer</c>: its options.</summary>
internal static class TransferVerb
{
    private static readonly OnnxTransferOptions Defaults = new();

    public static Command Create()
    {
        var command = new Command("transfer", "Adapts a pretrained ONNX network to the classes of the data: a head on its features, and its last blocks with --mode finetune.");
        var data = DataOption.Create();
        var mode = Choice.Option("--mode", "Train a head only, or the last blocks too", "features", "features", "finetune");
        var head = Choice.Option("--head", "What decides between the classes", "softmax", "softmax", "dense", "neighbours", "prototype");
        var unfreeze = new Option<int>("--unfreeze") { Description = "Last blocks to train, with --mode finetune.", HelpName = "N", DefaultValueFactory = _ => 2 };
        unfreeze.Validators.Add(Limits.AtLeastOne);
        var epochs = new Option<int>("--epochs") { Description = "Passes over the images while blocks are trained.", HelpName = "N", DefaultValueFactory = _ => Defaults.Epochs };
        var batch = new Option<int>("--batch") { Description = "Images a step while blocks are trained.", HelpName = "N", DefaultValueFactory = _ => Defaults.BatchSize };
        var rate = new Option<double>("--lr") { Description = "Largest learning rate while blocks are trained.", HelpName = "RATE", DefaultValueFactory = _ => Defaults.LearningRate };
        var decay = new Option<double>("--layer-decay") { Description = "Factor on the learning rate from one block to the one before it.", HelpName = "SHARE", DefaultValueFactory = _ => Defaults.LayerDecay };
        var gradual = new Option<bool>("--gradual") { Description = "Unfreeze a block an epoch, from the last." };
        var device = new Option<string>("--device") { Description = "Where blocks are trained: cpu, cuda, cuda:1, mps.", HelpName = "DEVICE", DefaultValueFactory = _ => Defaults.Device };
        var penalty = new Option<double?>("--l2") { Description = "Weight penalty of the softmax head. Default: chosen on the held-out images.", HelpName = "PENALTY" };
        var validation = new Option<double>("--validation") { Description = "Share of the training images held out to choose by.", HelpName = "SHARE", DefaultValueFactory = _ => Defaults.ValidationFraction };
        var seed = new Option<int>("--seed") { Description = "Seed of the held-out part and of the order of the images.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var folder = new Option<string?>("--out") { Description = "Folder for model.zip, model.onnx and run.json. Default: runs/BACKBONE-DATA.", HelpName = "DIR" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the run that the folder holds." };
        foreach (Option option in new Option[] { data, mode, head, unfreeze, epochs, batch, rate, decay, gradual, device, penalty, validation, seed, folder, overwrite })
        {
            command.Add(option);
        }

        var backbone = BackboneOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            bool tunes = parsed.GetRequiredValue(mode) == "finetune";
            var options = backbone.Read(parsed, Defaults with
            {
                Head = Enum.Parse<Models.Transfer.TransferHead>(parsed.GetRequiredValue(head), ignoreCase: true),
                UnfreezeLast = tunes ? parsed.GetValue(unfreeze) : 0,
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batch),
                LearningRate = parsed.GetValue(rate),
                LayerDecay = parsed.GetValue(decay),
                Gradual = parsed.GetValue(gradual),
                Device = parsed.GetRequiredValue(device),
                WeightPenalty = parsed.GetValue(penalty),
                ValidationFraction = parsed.GetValue(validation),
                Seed = parsed.GetValue(seed),
            });
            if (tunes && options.Head != Models.Transfer.TransferHead.Softmax)
            {
                throw new UsageException($"--mode finetune starts from a softmax head; --head is {parsed.GetRequiredValue(head)}.");
            }

            var screen = Root.ScreenOf(parsed);
            var network = backbone.Open(parsed, screen, cancellationToken);
            var transfer = new TransferCommand(network, options with { Backbone = network.Path }, parsed.GetRequiredValue(data), parsed.GetValue(backbone.Limit), parsed.GetValue(folder), BadImages.Of(parsed.GetValue(backbone.OnBadImage)))
            { Overwrite = parsed.GetValue(overwrite) };
            return Task.FromResult(transfer.Run(screen, cancellationToken));
        });
        return command;
    }
}
