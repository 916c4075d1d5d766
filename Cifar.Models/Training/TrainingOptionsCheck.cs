using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Cifar.Models.Networks;

namespace Cifar.Models.Training;

/// <summary>Checks every option and reports all that is wrong at once.</summary>
internal static class TrainingOptionsCheck
{
    public static void Run(TrainingOptions options)
    {
        List<string> problems = [.. typeof(TrainingOptions).GetProperties().Select(property => Problem(property, options)).OfType<string>()];
        if (options.Patience is not null && options.ValidationFraction == 0)
        {
            problems.Add($"{nameof(options.Patience)} is {options.Patience}, but {nameof(options.ValidationFraction)} is 0: stopping early needs held-out images.");
        }

        if (!string.IsNullOrEmpty(options.Network))
        {
            try
            {
                NetworkCatalog.Find(options.Network);
            }
            catch (ArgumentException error)
            {
                problems.Add($"{nameof(options.Network)}: {error.Message}");
            }
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException("The training options are not valid:\n  " + string.Join("\n  ", problems));
        }
    }

    private static string? Problem(PropertyInfo property, TrainingOptions options)
    {
        object? value = property.GetValue(options);
        ValidationAttribute? broken = property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(attribute => !attribute.IsValid(value));
        return broken switch
        {
            null => null,
            RangeAttribute range => $"{property.Name} is {Text(value)}; it must be {Text(range.Minimum)} to {Text(range.Maximum)}.",
            EnumDataTypeAttribute names => $"{property.Name} is {Text(value)}; it must be {string.Join(" or ", Enum.GetNames(names.EnumType))}.",
            RegularExpressionAttribute => $"{property.Name} is '{value}'; it must be cpu, mps, cuda or cuda:N.",
            _ => $"{property.Name} is empty; it must be given.",
        };
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
