using Microsoft.ML;

namespace Cifar.Pipelines.Data;

/// <summary>One column of an <see cref="InMemoryDataView"/>: its type and how a getter over row numbers is made.</summary>
/// <param name="Definition">Name, type and annotations.</param>
/// <param name="CreateGetter">Given a function that tells the current row number, makes a <see cref="ValueGetter{TValue}"/>.</param>
internal sealed record InMemoryColumn(DataViewSchema.DetachedColumn Definition, Func<Func<int>, Delegate> CreateGetter);
