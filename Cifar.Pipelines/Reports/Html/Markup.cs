namespace Cifar.Pipelines.Reports.Html;

/// <summary>Text that is HTML already and goes into a page as it is.</summary>
internal readonly record struct Markup(string Html);
