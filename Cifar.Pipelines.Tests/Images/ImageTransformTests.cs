using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Cifar.Pipelines.Tests.Images;

public sealed class ImageTransformTests
{
    static readonly MLContext Ml = new(seed: 1);
    static readonly string Folder = Path.GetDirectoryName(ImageFixtures.PathOf("x"))!;

    [Fact]
    public void LoadImages_reads_paths_relative_to_the_folder_and_absolute_ones()
    {
        IDataView data = Paths("rgb8.png", ImageFixtures.PathOf("color.jpg"), "");
        IDataView view = Ml.Transforms.LoadImages("Image", Folder, "Path").Fit(data).Transform(data);

        Assert.Equal(new ImageDataViewType(), view.Schema["Image"].Type);
        MLImage?[] images = [.. view.GetColumn<MLImage>("Image")];
        Assert.Equal((13, 9), (images[0]!.Width, images[0]!.Height));
        Assert.Equal(ImageFixtures.PathOf("rgb8.png"), images[0]!.Tag);
        Assert.Equal((37, 21), (images[1]!.Width, images[1]!.Height));
        Assert.Null(images[2]);
    }

    [Fact]
    public void LoadImages_says_which_file_it_cannot_read_and_why()
    {
        using var text = new TemporaryFile(".png", "no image"u8.ToArray());
        Assert.Contains("no-such.png", Assert.Throws<FileNotFoundException>(() => Load("no-such.png")).Message, StringComparison.Ordinal);
        Assert.Contains(text.Path, Assert.Throws<ArgumentException>(() => Load(text.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Ml.Transforms.LoadImages("Image", Path.Combine(Folder, "no-such-folder"), "Path"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.LoadImages("Image", Folder, "NoSuchColumn").Fit(Paths("rgb8.png")));
    }

    [Fact]
    public void LoadRawImageBytes_gives_the_file_undecoded()
    {
        IDataView data = Paths("rgb8.png", "color.jpg", "");
        IDataView view = Ml.Transforms.LoadRawImageBytes("Bytes", Folder, "Path").Fit(data).Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Byte), view.Schema["Bytes"].Type);
        Assert.Equal([ImageFixtures.Bytes("rgb8.png"), ImageFixtures.Bytes("color.jpg"), []], view.GetColumn<byte[]>("Bytes"));
    }

    [Fact]
    public void Grayscale_weighs_the_colours()
    {
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [10, 200, 100, 255, 255, 255, 255, 255]);
        IDataView data = Ml.Data.LoadFromEnumerable([new AnyImageRow { Image = image }]);
        MLImage gray = Ml.Transforms.ConvertToGrayscale("Gray", "Image").Fit(data).Transform(data).GetColumn<MLImage>("Gray").Single();
        byte expected = (byte)Math.Round(0.3 * 100 + 0.59 * 200 + 0.11 * 10);
        Assert.Equal([expected, expected, expected, 255, 255, 255, 255, 255], gray.Pixels.ToArray());
    }

    [Fact]
    public void A_whole_image_pipeline_survives_saving_and_loading()
    {
        var pipeline = Ml.Transforms.LoadImages("Image", Folder, "Path")
            .Append(Ml.Transforms.ResizeImages("Small", 8, 6, "Image", ImageResizingEstimator.ResizingKind.IsoPad))
            .Append(Ml.Transforms.ConvertToGrayscale("Gray", "Small"))
            .Append(Ml.Transforms.ExtractPixels("Pixels", "Small", ColorBits.All, ColorsOrder.AGBR, interleavePixelColors: true, 1, 0.5f))
            .Append(Ml.Transforms.ExtractPixels("GrayBytes", "Gray", outputAsFloatArray: false))
            .Append(Ml.Transforms.ConvertToImage(6, 8, "Again", "GrayBytes"))
            .Append(Ml.Transforms.ExtractPixels("AgainPixels", "Again"))
            .Append(Ml.Transforms.LoadRawImageBytes("Bytes", Folder, "Path"));
        IDataView data = Paths("rgb8.png", "color.jpg", "lossy.webp");
        var model = pipeline.Fit(data);
        using var file = new MemoryStream();
        Ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out _);

        foreach (string column in new[] { "Pixels", "AgainPixels" })
            Assert.Equal(model.Transform(data).GetColumn<float[]>(column), loaded.Transform(data).GetColumn<float[]>(column));
        Assert.Equal(model.Transform(data).GetColumn<byte[]>("Bytes"), loaded.Transform(data).GetColumn<byte[]>("Bytes"));
    }

    [Fact]
    public void A_schema_with_images_survives_saving_and_loading()
    {
        IDataView data = Ml.Data.LoadFromEnumerable([new ImageRow { Image = ImageFixtures.Noise(6, 4) }]);
        var model = Ml.Transforms.ExtractPixels("Pixels", "Image").Fit(data);
        using var file = new MemoryStream();
        Ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);
        Assert.Equal(new ImageDataViewType(4, 6), schema["Image"].Type);
        Assert.Equal(model.Transform(data).GetColumn<float[]>("Pixels"), loaded.Transform(data).GetColumn<float[]>("Pixels"));
    }

    [Fact]
    public void Columns_of_another_type_are_refused_before_the_first_row()
    {
        IDataView data = Paths("rgb8.png");
        foreach (IEstimator<ITransformer> estimator in new IEstimator<ITransformer>[]
        {
            Ml.Transforms.ResizeImages("Out", 4, 4, "Path"), Ml.Transforms.ExtractPixels("Out", "Path"),
            Ml.Transforms.ConvertToGrayscale("Out", "Path"), Ml.Transforms.ConvertToImage(4, 4, "Out", "Path"),
        })
            Assert.Contains("'Path'", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_types_are_equal_when_their_sizes_are()
    {
        Assert.True(new ImageDataViewType(2, 3).Equals(new ImageDataViewType(2, 3)));
        Assert.False(new ImageDataViewType(2, 3).Equals(new ImageDataViewType(3, 2)));
        Assert.Equal("Image<2, 3>", new ImageDataViewType(2, 3).ToString());
        Assert.Equal("Image", new ImageDataViewType().ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 3));
        Assert.True(new ImageTypeAttribute(2, 3).Equals(new ImageTypeAttribute(2, 3)));
        Assert.False(new ImageTypeAttribute(2, 3).Equals(new ImageTypeAttribute()));
    }

    static void Load(string path)
    {
        IDataView data = Paths(path);
        _ = Ml.Transforms.LoadImages("Image", Folder, "Path").Fit(data).Transform(data).GetColumn<MLImage>("Image").ToList();
    }

    static IDataView Paths(params string[] paths) => Ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }));
}
