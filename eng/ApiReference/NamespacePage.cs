using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;

namespace Cifar.ApiReference;

/// <summary>The types of one namespace, each with what it is, its properties as a table, and its methods as a list.</summary>
internal sealed class NamespacePage(XmlDocs documents, DocText text)
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly StringBuilder page = new();

    public string Write(string name, IReadOnlyList<Type> types)
    {
        page.Append($"# {name}\n\nGenerated from the XML documentation. [All namespaces](README.md)\n\n| type | what it is |\n|---|---|\n");
        foreach (var type in types)
        {
            page.Append($"| {text.Reference(MemberId.Of(type))} | {text.Line(documents.Of(type).Element("summary"))} |\n");
        }

        foreach (var type in types)
        {
            Describe(type);
        }

        return page.ToString();
    }

    private void Describe(Type type)
    {
        var written = documents.Of(type);
        page.Append($"\n## {TypeNames.Short(type).Replace("<", "\\<", StringComparison.Ordinal)}\n\n```text\n{Signatures.Of(type)}\n```\n");
        Paragraph(written, "summary");
        Paragraph(written, "remarks");
        if (type.IsEnum)
        {
            Table(["value", "meaning"], type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => new[] { $"`{field.Name}`", text.Line(documents.Of(field).Element("summary")) }));
            return;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            page.Append('\n');
            Details(written);
            return;
        }

        Properties(type, written);
        Methods(type, written);
    }

    private void Properties(Type type, XElement ofType)
    {
        var rows = new List<string[]>();
        foreach (var property in type.GetProperties(Own).Where(property => property.GetAccessors(true).Any(IsOpen) && property.Name != "EqualityContract"))
        {
            var written = documents.Of(property);
            // The properties of a positional record are described with its parameters.
            var what = written.Element("summary") ?? ofType.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")!.Value == property.Name);
            string name = property.GetIndexParameters() is [var index, ..] ? $"this[{TypeNames.Of(index)}]" : property.Name;
            rows.Add([$"`{name}`", $"`{TypeNames.Of(property)}`", text.Line(what), text.Line(written.Element("value"))]);
        }

        foreach (var field in type.GetFields(Own).Where(field => field.IsPublic || field.IsFamily))
        {
            rows.Add([$"`{field.Name}`", $"`{TypeNames.Of(field)}`", text.Line(documents.Of(field).Element("summary")), field.IsLiteral ? $"`{Signatures.Default(field.GetRawConstantValue(), field.FieldType)}`" : ""]);
        }

        foreach (var happening in type.GetEvents(Own).Where(happening => IsOpen(happening.AddMethod!)))
        {
            rows.Add([$"`event {happening.Name}`", $"`{TypeNames.Of(happening)}`", text.Line(documents.Of(happening).Element("summary")), ""]);
        }

        bool values = rows.Any(row => row[3].Length > 0);
        Table(values ? ["member", "type", "what it is", "default, range"] : ["member", "type", "what it is"], values ? rows : rows.Select(row => row[..3]));
    }

    private void Methods(Type type, XElement ofType)
    {
        var members = new List<(string Signature, XElement Written)>();
        members.AddRange(type.GetConstructors(Own).Where(made => IsOpen(made) && !IsSynthesized(made, type))
            .Select(made => (Signatures.Of(made), IsPositional(made, type) ? new XElement("member") : documents.Of(made) is { HasElements: true } written ? written : new XElement("member", ofType.Elements("param")))));
        members.AddRange(type.GetMethods(Own).Where(method => IsOpen(method) && !IsPlumbing(method)).Select(method => (Signatures.Of(method), documents.Of(method))));
        page.Append(members.Count > 0 ? "\n" : "");
        foreach (var (signature, written) in members)
        {
            string summary = text.Line(written.Element("summary"));
            page.Append($"* `{signature}`{(summary.Length > 0 ? $"  \n  {summary}" : "")}\n");
            Details(written, "  ");
        }
    }

    private void Details(XElement written, string indent = "")
    {
        foreach (var parameter in written.Elements().Where(element => element.Name.LocalName is "typeparam" or "param"))
        {
            page.Append($"{indent}* `{parameter.Attribute("name")!.Value}`: {text.Line(parameter)}\n");
        }

        foreach (var (element, title) in new[] { ("returns", "Returns: "), ("remarks", "") })
        {
            page.Append(text.Line(written.Element(element)) is { Length: > 0 } line ? $"{indent}* {title}{line}\n" : "");
        }

        foreach (var exception in written.Elements("exception"))
        {
            page.Append($"{indent}* Throws {text.Reference(exception.Attribute("cref")!.Value)}: {text.Line(exception)}\n");
        }
    }

    private void Paragraph(XElement written, string element)
    {
        if (text.Line(written.Element(element)) is { Length: > 0 } line)
        {
            page.Append($"\n{line}\n");
        }
    }

    private void Table(string[] titles, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length > 0)
        {
            page.Append($"\n| {string.Join(" | ", titles)} |\n|{string.Concat(Enumerable.Repeat("---|", titles.Length))}\n");
            page.Append(string.Concat(all.Select(row => $"| {string.Join(" | ", row)} |\n")));
        }
    }

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // Accessors have their row in the table; what every object has, or the compiler makes for a record, needs no description.
    private static bool IsPlumbing(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal) && method.DeclaringType!.GetProperties(Own).Any(property => property.GetAccessors(true).Contains(method)))
        || method.Name.StartsWith("add_", StringComparison.Ordinal) || method.Name.StartsWith("remove_", StringComparison.Ordinal)
        || method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name[0] == '<' || method.GetBaseDefinition().DeclaringType == typeof(object)
        || (method.Name is "Equals" or "op_Equality" or "op_Inequality" && typeof(IEquatable<>).MakeGenericType(method.DeclaringType!).IsAssignableFrom(method.DeclaringType));

    // The table has told about each of its parameters.
    private static bool IsPositional(ConstructorInfo made, Type type) =>
        Signatures.IsRecord(type) && made.GetParameters() is { Length: > 0 } parameters && parameters.All(parameter => type.GetProperty(parameter.Name!) is not null);

    private static bool IsSynthesized(ConstructorInfo made, Type type) =>
        made.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.IsAbstract && type.IsSealed) || (made.GetParameters() is [{ ParameterType: var only }] && only == type);
}
