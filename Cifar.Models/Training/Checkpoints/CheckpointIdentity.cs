using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Cifar.Models.Networks;

namespace Cifar.Models.Training.Checkpoints;

/// <summary>What must be the same for a training to go on as if it had never stopped, each fact by name, in words.</summary>
/// <param name="Fixed">Network, data, and every setting that takes part in the arithmetic.</param>
/// <param name="Free">What may change: threads, device, versions. Results may then differ in the last digits from those of an uninterrupted training.</param>
internal sealed record CheckpointIdentity(IReadOnlyDictionary<string, string> Fixed, IReadOnlyDictionary<string, string> Free)
{
    private static readonly HashSet<string> FreeOptions = new(StringComparer.Ordinal) { nameof(TrainingOptions.Threads), nameof(TrainingOptions.Device) };

    /// <summary>The facts of a training.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="recipe">The same with nothing left open.</param>
    /// <param name="data">The images; hashing them takes a fraction of a second.</param>
    public static CheckpointIdentity Of(ImageNetwork network, TrainingOptions options, TrainingRecipe recipe, TrainingData data)
    {
        var constant = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["network"] = network.Name,
            ["network.classes"] = Text(network.Classes),
            ["network.parameters"] = Text(network.CountParameters()),
            ["network.size"] = $"{network.Height} x {network.Width}",
            ["data.images"] = Text(data.Count),
            ["data.sha256"] = HashOf(data),
        };
        var free = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["version.models"] = Version(typeof(CheckpointIdentity)),
            ["version.torch"] = Version(typeof(TorchSharp.torch)),
            ["version.runtime"] = RuntimeInformation.FrameworkDescription,
        };
        AddSettings(constant, recipe);

        // What an option leaves open is in the recipe. Where and how often checkpoints are written changes nothing.
        foreach (PropertyInfo property in Settings(typeof(TrainingOptions)).Where(property => !IsWithoutEffect(property.Name)))
        {
            (FreeOptions.Contains(property.Name) ? free : constant).TryAdd($"options.{property.Name}", Text(property.GetValue(options)));
        }

        return new(constant, free);
    }

    /// <summary>Whether weights of both belong to the same training.</summary>
    public bool Matches(CheckpointIdentity other) => Differences(Fixed, other.Fixed).Count == 0;

    /// <summary>Compares with what a checkpoint was written with.</summary>
    /// <returns>Sentences on what differs but may.</returns>
    /// <exception cref="ArgumentException">Something differs that may not; all of it is listed.</exception>
    public IReadOnlyList<string> Check(CheckpointIdentity written, string path)
    {
        var wrong = Differences(written.Fixed, Fixed);
        if (wrong.Count > 0)
        {
            throw new ArgumentException(
                $"{path} belongs to another training: {string.Join("; ", wrong)}.\n" +
                "The course of the learning rate and the order of the images depend on every one of these: " +
                "resume with the settings of the checkpoint, or train anew in another folder.");
        }

        return [.. Differences(written.Free, Free)
            .Select(difference => $"Resumed with another setting than before, {difference}; results may differ in the last digits.")];
    }

    private static List<string> Differences(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        [.. before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Where(key => before.GetValueOrDefault(key) != now.GetValueOrDefault(key))
            .Select(key => $"{key} was {before.GetValueOrDefault(key) ?? "unknown"} and is {now.GetValueOrDefault(key) ?? "unknown"}")];

    // What the scaling does is in the recipe's rate.
    private static bool IsWithoutEffect(string option) => option is nameof(TrainingOptions.Network) or nameof(TrainingOptions.LearningRateScaling) || option.Contains("Checkpoint", StringComparison.Ordinal);

    /// <summary>Adds every setting under the name that its option has; of a group of settings its members.</summary>
    private static void AddSettings(SortedDictionary<string, string> facts, object settings)
    {
        foreach (PropertyInfo property in Settings(settings.GetType()))
        {
            object? value = property.GetValue(settings);
            if (value is not null && IsGroup(value.GetType()))
            {
                AddSettings(facts, value);
            }
            else
            {
                facts[$"options.{property.Name}"] = Text(value);
            }
        }
    }

    /// <summary>Properties that hold values; callbacks, observers and tokens are not part of a training's arithmetic.</summary>
    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0 && IsValue(property.PropertyType));

    private static bool IsValue(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(TimeSpan)
            || Has(plain, typeof(IParsable<>)) || IsGroup(plain) || (ElementOf(plain) is { } element && IsValue(element));
    }

    // A record without a text form of its own.
    private static bool IsGroup(Type type) => type.IsClass && type != typeof(string) && Has(type, typeof(IEquatable<>)) && !Has(type, typeof(IParsable<>));

    private static bool Has(Type type, Type face) => Array.Exists(type.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == face);

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var element] ? element : null;

    private static string Text(object? value) => value switch
    {
        null => "none",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => value.ToString() ?? "",
    };

    private static string HashOf(TrainingData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string shape = $"{data.Values.GetType().Name} {data.Count} {data.Classes} {data.Height} {data.Width} {Text(data.Normalization.Offset)} {Text(data.Normalization.Scale)}\n";
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(shape));
        hash.AppendData(MemoryMarshal.AsBytes<int>(data.Labels));
        hash.AppendData(MemoryMarshal.AsBytes<int>(data.CoarseOfFine?.ToArray() ?? []));
        if (data.Values is byte[] bytes)
        {
            hash.AppendData(bytes);
        }
        else
        {
            // A span of bytes ends at 2 GiB, an array of floats does not.
            const int Piece = 1 << 26;
            var values = (float[])data.Values;
            for (int start = 0; start < values.Length; start += Math.Min(Piece, values.Length - start))
            {
                hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(Piece, values.Length - start))));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Version(Type type) =>
        $"{type.Assembly.GetName().Name} {type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? $"{type.Assembly.GetName().Version}"}";
}
