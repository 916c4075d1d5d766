using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A schema as bytes: the visible columns with those of their annotations that can be written.</summary>
static class SchemaFormat
{
    static ReadOnlySpan<byte> Magic => "MLNCSCHM"u8;

    internal static void Write(Stream stream, DataViewSchema schema)
    {
        using var writer = new ModelWriter(stream);
        writer.Write(Magic);
        DataViewSchema.Column[] columns = [.. schema.Where(column => !column.IsHidden && DataViewTypeFormat.CanWrite(column.Type))];
        writer.Write(columns.Length);
        foreach (DataViewSchema.Column column in columns)
        {
            writer.Write(column.Name);
            writer.WriteType(column.Type);
            WriteAnnotations(writer, column.Annotations);
        }
    }

    internal static DataViewSchema Read(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Magic))
            throw new InvalidDataException($"A schema does not begin with '{Encoding.ASCII.GetString(Magic)}'.");
        var reader = new ModelReader(file);
        reader.BaseStream.Position = Magic.Length;
        var builder = new DataViewSchema.Builder();
        int count = reader.ReadCount(itemBytes: 4);
        for (int i = 0; i < count; i++)
            builder.AddColumn(ReadName(reader), reader.ReadType(), ReadAnnotations(reader));
        return builder.ToSchema();
    }

    static void WriteAnnotations(ModelWriter writer, DataViewSchema.Annotations annotations)
    {
        DataViewSchema.Column[] columns = [.. annotations.Schema.Where(column => !column.IsHidden && AnnotationFormat.CanWrite(column.Type))];
        writer.Write(columns.Length);
        foreach (DataViewSchema.Column column in columns)
        {
            writer.Write(column.Name);
            writer.WriteType(column.Type);
            AnnotationFormat.Write(writer, column, annotations.GetterAt(column.Index));
        }
    }

    static DataViewSchema.Annotations ReadAnnotations(ModelReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        int count = reader.ReadCount(itemBytes: 4);
        for (int i = 0; i < count; i++)
        {
            string name = ReadName(reader);
            DataViewType type = reader.ReadType();
            builder.Add(name, type, AnnotationFormat.Read(reader, type));
        }

        return builder.ToAnnotations();
    }

    static string ReadName(ModelReader reader) => reader.ReadString() is { Length: > 0 } name ? name : throw new InvalidDataException("A column has no name.");
}
