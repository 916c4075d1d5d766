using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Cifar.Pipelines.Transforms;

/// <summary>A transform that was fitted on pictures of one size, and brings others to that size first by ML.NET's own resizing (centre crop).</summary>
/// <remarks>Pictures that have the size are left alone, and so are the annotations of their column.</remarks>
internal sealed class PictureSize(ITransformer resize, ITransformer next, string columnName, int height, int width) : ITransformer
{
    bool ITransformer.IsRowToRowMapper => true;

    public static ITransformer Fix(PixelColumn column, IDataView data, ITransformer next)
    {
        var resize = new MLContext().Transforms.ResizeImages(column.Column.Name, column.Width, column.Height).Fit(data);
        return new PictureSize(resize, next, column.Column.Name, column.Height, column.Width);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => For(inputSchema).GetOutputSchema(inputSchema);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => For(inputSchema).GetRowToRowMapper(inputSchema);

    public IDataView Transform(IDataView input) => For(input.Schema).Transform(input);

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new InvalidOperationException("This transform cannot be saved by itself; save the transform that contains it.");

    private ITransformer For(DataViewSchema schema) =>
        schema.GetColumnOrNull(columnName)?.Type is ImageDataViewType size && (size.Height != height || size.Width != width) ? resize.Append(next) : next;
}
