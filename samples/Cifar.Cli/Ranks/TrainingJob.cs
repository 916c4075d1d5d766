using System.Text;
using Cifar.Cli.Output;
using Cifar.Cli.Runs;
using Cifar.Cli.Verbs;
using Cifar.Distributed;

namespace Cifar.Cli.Ranks;

/// <summary>A training by this process, alone or as one rank of several.</summary>
internal sealed class TrainingJob : IDisposable
{
    private readonly Screen screen;
    private readonly CancellationTokenSource stop;
    private readonly ProcessGroup? group;

    private TrainingJob(Screen screen, CancellationTokenSource stop, ProcessGroup? group) => (this.screen, this.stop, this.group) = (screen, stop, group);

    /// <summary>Joins the other ranks, if there are any.</summary>
    public static TrainingJob Join(ProcessGroupOptions? options, Screen screen, CancellationToken cancellationToken) =>
        new(screen, LocalRanks.Watch(cancellationToken), options is null ? null : ProcessGroup.Join(options));

    /// <summary>Trains. What is wrong on one rank ends all.</summary>
    /// <param name="command">Makes the command; asked on rank 0 alone, whose plan all follow.</param>
    public int Run(Func<TrainCommand> command)
    {
        if (group is null)
        {
            return command().Run(screen, stop.Token);
        }

        try
        {
            int code = Together(command, new GlooTrainingGroup(group));
            group.Dispose();
            return code;
        }
        catch (OperationCanceledException interruption) when (stop.IsCancellationRequested)
        {
            group.Leave(interruption);
            screen.Note("cifar: interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            group.Leave(failure);
            throw;
        }
    }

    public void Dispose() => stop.Dispose();

    private int Together(Func<TrainCommand> command, GlooTrainingGroup ranks)
    {
        if (ranks.Rank == 0)
        {
            TrainCommand mine = command();
            ranks.Broadcast([.. BitConverter.GetBytes(mine.Resume), .. Encoding.UTF8.GetBytes(RunJson.WritePlan(mine.Plan))]);
            return (mine with { Group = ranks }).Run(screen, stop.Token);
        }

        byte[] plan = ranks.Broadcast(Array.Empty<byte>());
        var along = new TrainCommand(RunJson.ParsePlan(Encoding.UTF8.GetString(plan.AsSpan(1))), null, BitConverter.ToBoolean(plan)) { Group = ranks };
        return along.RunAlong(new Screen(TextWriter.Null, TextWriter.Null, json: true), stop.Token);
    }
}
