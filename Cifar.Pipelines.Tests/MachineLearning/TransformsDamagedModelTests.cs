using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class TransformsDamagedModelTests
{
    readonly MLContext _context = new(seed: 1);

    byte[] Saved()
    {
        var data = LabeledRow.Load(_context, new ReferenceFixture("maximum-entropy.json"));
        var conversion = _context.Transforms.Conversion;
        var chain = _context.Transforms.Concatenate("All", "Features", "Weight")
            .Append(_context.Transforms.NormalizeMinMax("Features"))
            .Append(conversion.MapValueToKey("Key", "Weight"))
            .Append(conversion.MapKeyToVector("Hot", "Key"))
            .Append(conversion.MapValue("Word", new KeyValuePair<uint, string>[] { new(1, "one"), new(2, "two") }, "Label"))
            .Append(conversion.ConvertType("Weight", outputKind: DataKind.Double))
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_context.Transforms.SelectColumns("Score", "Word"));
        using var file = new MemoryStream();
        _context.Model.Save(chain.Fit(data), data.Schema, file);
        return file.ToArray();
    }

    /// <summary>The archive with some bytes of its entries changed; the archive itself stays whole, so that the change reaches the readers.</summary>
    static byte[] Damaged(byte[] model, Random random)
    {
        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(model)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            int victim = random.Next(source.Entries.Count);
            for (int i = 0; i < source.Entries.Count; i++)
            {
                using var reader = source.Entries[i].Open();
                using var bytes = new MemoryStream();
                reader.CopyTo(bytes);
                byte[] content = bytes.ToArray();
                for (int change = 0; i == victim && change < 3 && content.Length > 0; change++)
                    content[random.Next(content.Length)] = (byte)random.Next(256);
                using var writer = target.CreateEntry(source.Entries[i].FullName).Open();
                writer.Write(content);
            }
        }

        return result.ToArray();
    }

    [Fact]
    public void A_damaged_model_loads_or_says_that_it_is_damaged()
    {
        byte[] model = Saved();
        var random = new Random(12345);
        int refused = 0;
        for (int trial = 0; trial < 200; trial++)
        {
            using var file = new MemoryStream(Damaged(model, random));
            try
            {
                _context.Model.Load(file, out _);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 50, 200);
    }
}
