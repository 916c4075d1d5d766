using System.Text.Json;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class LabeledImagesTests
{
    [Fact]
    public void Superclass_labels_follow_from_the_classes() =>
        Assert.Equal([0, 0, 1, 1, 0], SmallSets.Images(5).CoarseLabels!);

    [Fact]
    public void An_image_is_a_view_of_its_planar_bytes()
    {
        LabeledImages images = SmallSets.Images(3);
        Assert.Equal(images.Pixels[3072..6144], images.Image(1).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Image(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Image(-1).Length);
    }

    [Fact]
    public void Take_gives_the_first_images_and_at_most_what_there_is()
    {
        LabeledImages images = SmallSets.Images(6);
        LabeledImages first = images.Take(2);
        Assert.Equal(2, first.Count);
        Assert.Equal(images.Image(1).ToArray(), first.Image(1).ToArray());
        Assert.Same(images, images.Take(100));
        Assert.Equal(0, images.Take(0).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Take(-1));
    }

    [Fact]
    public void Select_follows_the_given_order_and_repeats()
    {
        LabeledImages images = SmallSets.Images(6), picked = images.Select([5, 2, 2]);
        Assert.Equal([1, 2, 2], picked.Labels);
        Assert.Equal([0, 1, 1], picked.CoarseLabels!);
        Assert.Equal(images.Image(5).ToArray(), picked.Image(0).ToArray());
        Assert.Equal(images.Image(2).ToArray(), picked.Image(2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Select([6]));
    }

    [Fact]
    public void Pixels_that_do_not_fit_the_labels_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new LabeledImages(32, 32, new byte[3071], [0], null, SmallSets.Labels));
        Assert.Contains("3,072", error.Message);
        Assert.Contains("3,071", error.Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void Labels_without_a_class_are_refused(int label) =>
        Assert.Contains("0 to 3", Assert.Throws<ArgumentException>(() => new LabeledImages(32, 32, new byte[3072], [label], null, SmallSets.Labels)).Message);

    [Fact]
    public void A_superclass_label_that_contradicts_the_class_is_refused() =>
        Assert.Contains("'cat'", Assert.Throws<ArgumentException>(() => new LabeledImages(32, 32, new byte[3072], [2], [0], SmallSets.Labels)).Message);

    [Fact]
    public void Class_labels_are_compared_by_content_and_survive_json()
    {
        ClassLabels again = JsonSerializer.Deserialize<ClassLabels>(JsonSerializer.Serialize(SmallSets.Labels))!;
        Assert.Equal(SmallSets.Labels, again);
        Assert.Equal(SmallSets.Labels.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(SmallSets.Labels, new ClassLabels(["ant", "bee", "cat", "dog"]));
        Assert.NotEqual(SmallSets.Labels, new ClassLabels(["ant", "bee", "cat", "dog"], ["insects", "pets"], [0, 0, 1, 0]));
    }

    [Fact]
    public void Class_labels_keep_their_own_copy()
    {
        string[] names = ["a", "b"];
        var labels = new ClassLabels(names);
        names[0] = "changed";
        Assert.Equal("a", labels.Fine[0]);
    }

    [Fact]
    public void Class_labels_refuse_blank_repeated_and_unmatched_names()
    {
        Assert.Throws<ArgumentException>(() => new ClassLabels([]));
        Assert.Throws<ArgumentException>(() => new ClassLabels(["a", " "]));
        Assert.Contains("class 0 and class 2", Assert.Throws<ArgumentException>(() => new ClassLabels(["a", "b", "a"])).Message);
        Assert.Throws<ArgumentException>(() => new ClassLabels(["a", "b"], ["x"]));
        Assert.Throws<ArgumentException>(() => new ClassLabels(["a", "b"], null, [0, 0]));
        Assert.Throws<ArgumentException>(() => new ClassLabels(["a", "b"], ["x"], [0]));
        Assert.Throws<ArgumentException>(() => new ClassLabels(["a", "b"], ["x"], [0, 1]));
    }
}
