using Microsoft.Extensions.Options;

namespace Cifar.Pipelines.Serving;

/// <summary>Finds everything that is wrong with the options at once.</summary>
internal sealed class CifarClassifierOptionsCheck : IValidateOptions<CifarClassifierOptions>
{
    public ValidateOptionsResult Validate(string? name, CifarClassifierOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrEmpty(options.ModelPath) == options.ModelUri is null)
        {
            errors.Add($"Give either {nameof(options.ModelPath)} or {nameof(options.ModelUri)}, the model to serve.");
        }

        if (options.ModelUri is { } uri && !(uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
        {
            errors.Add($"{nameof(options.ModelUri)} is '{uri}'; it must be an absolute http or https address.");
        }

        Number(options.Workers, 0, 1024, nameof(options.Workers));
        Number(options.QueueLength, 1, 100_000, nameof(options.QueueLength));
        Number(options.MaximumBatch, 1, 1024, nameof(options.MaximumBatch));
        Number(options.MaximumBytes, 1, 256 << 20, nameof(options.MaximumBytes));
        Number(options.MaximumPixels, 1, long.MaxValue, nameof(options.MaximumPixels));
        Time(options.PollPeriod, TimeSpan.FromDays(1), nameof(options.PollPeriod));
        Time(options.TimeLimit, TimeSpan.FromHours(1), nameof(options.TimeLimit));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Number(long value, long from, long to, string option)
        {
            if (value < from || value > to)
            {
                errors.Add($"{option} is {value}; it must be {from} to {to}.");
            }
        }

        void Time(TimeSpan value, TimeSpan to, string option)
        {
            if (value <= TimeSpan.Zero || value > to)
            {
                errors.Add($"{option} is {value}; it must be more than zero and at most {to}.");
            }
        }
    }
}
