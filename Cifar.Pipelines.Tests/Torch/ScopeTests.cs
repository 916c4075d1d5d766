using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class ScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it_except_what_moved_out()
    {
        Tensor kept, moved, lost;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                (kept, moved, lost) = (ones(1), ones(1), ones(1));
                inner.Detach(kept);
                moved.MoveToOuterDisposeScope();
                Assert.Equal(1, inner.DisposablesCount);
            }
            Assert.True(lost.IsInvalid);
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }
        Assert.True(moved.IsInvalid);
        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }

    [Fact]
    public void A_scope_can_be_emptied_but_for_some()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(1), b = ones(1);
        Assert.Same(b, scope.DisposeEverythingBut(b));
        Assert.True(a.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Tensors_made_outside_can_be_attached()
    {
        var value = ones(1);
        using (var scope = NewDisposeScope()) scope.Attach(value);
        Assert.True(value.IsInvalid);
    }

    [Fact]
    public void Ending_an_outer_scope_first_leaves_the_inner_one_working()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var value = ones(1);
        Assert.True(inner.Contains(value));
        inner.Dispose();
        Assert.True(value.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void Statistics_count_per_thread()
    {
        var thread = new Thread(() =>
        {
            var counts = DisposeScopeManager.Statistics.TensorStatistics;
            var outside = ones(1);
            using (NewDisposeScope()) ones(1);
            outside.Dispose();
            Assert.Equal((1L, 1L, 1L, 1L, 0L),
                (counts.CreatedOutsideScopeCount, counts.DisposedOutsideScopeCount, counts.CreatedInScopeCount, counts.DisposedInScopeCount,
                counts.ThreadTotalLiveCount));
        });
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void A_thousand_training_steps_leave_no_tensor_behind()
    {
        using var network = Sequential(Conv2d(1, 4, 3), BatchNorm2d(4), ReLU(), MaxPool2d(2), Flatten(), Dropout(0.1), Linear(4 * 9, 3));
        using var optimizer = optim.AdamW(network.parameters(), lr: 1e-3, weight_decay: 0.01);
        using Tensor images = randn(4, 1, 8, 8), labels = tensor(new long[] { 0, 1, 2, 0 });
        Step();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 1000; i++) Step();
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            functional.cross_entropy(network.call(images), labels).backward();
            nn.utils.clip_grad_norm_(network.parameters(), 1);
            optimizer.step();
        }
    }
}
