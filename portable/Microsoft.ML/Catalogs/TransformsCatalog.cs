using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Extension methods of this class make the estimators that compute columns from columns.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The nesting is part of the API this one follows.")]
public sealed class TransformsCatalog : IInternalCatalog
{
    readonly IHostEnvironment _environment;

    internal TransformsCatalog(IHostEnvironment environment)
    {
        _environment = environment;
        Categorical = new CategoricalTransforms(environment);
        Conversion = new ConversionTransforms(environment);
        Text = new TextTransforms(environment);
        FeatureSelection = new FeatureSelectionTransforms(environment);
    }

    IHostEnvironment IInternalCatalog.Environment => _environment;

    public CategoricalTransforms Categorical { get; }

    public ConversionTransforms Conversion { get; }

    public TextTransforms Text { get; }

    public FeatureSelectionTransforms FeatureSelection { get; }

    /// <summary>Categories to vectors.</summary>
    public sealed class CategoricalTransforms : IInternalCatalog
    {
        readonly IHostEnvironment _environment;

        internal CategoricalTransforms(IHostEnvironment environment) => _environment = environment;

        IHostEnvironment IInternalCatalog.Environment => _environment;
    }

    /// <summary>Values to keys and other types, and back.</summary>
    public sealed class ConversionTransforms : IInternalCatalog
    {
        readonly IHostEnvironment _environment;

        internal ConversionTransforms(IHostEnvironment environment) => _environment = environment;

        IHostEnvironment IInternalCatalog.Environment => _environment;
    }

    /// <summary>Text to numbers.</summary>
    public sealed class TextTransforms : IInternalCatalog
    {
        readonly IHostEnvironment _environment;

        internal TextTransforms(IHostEnvironment environment) => _environment = environment;

        IHostEnvironment IInternalCatalog.Environment => _environment;
    }

    /// <summary>Choice among the slots of a vector.</summary>
    public sealed class FeatureSelectionTransforms : IInternalCatalog
    {
        readonly IHostEnvironment _environment;

        internal FeatureSelectionTransforms(IHostEnvironment environment) => _environment = environment;

        IHostEnvironment IInternalCatalog.Environment => _environment;
    }
}
