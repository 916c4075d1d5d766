namespace Cifar.Models.Training.Observers;

/// <summary>How a run stands, by the numbers of MLflow's file store.</summary>
internal enum MlflowStatus
{
    Running = 1,
    Finished = 3,
    Failed = 4,
    Killed = 5,
}
