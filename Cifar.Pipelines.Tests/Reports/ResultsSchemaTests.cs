using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml.Linq;
using Cifar.Pipelines.Reports;
using Cifar.Pipelines.Tests.Documentation;

namespace Cifar.Pipelines.Tests.Reports;

/// <summary>docs/results-schema.json describes results.json. It is made from the types and their documentation: CIFAR_UPDATE_SCHEMA=1 writes it anew.</summary>
public sealed class ResultsSchemaTests
{
    private static readonly string Published = Path.Combine(Repository.Root, "docs", "results-schema.json");

    [Fact]
    public void The_published_schema_is_that_of_the_types()
    {
        string schema = Schema();
        if (Environment.GetEnvironmentVariable("CIFAR_UPDATE_SCHEMA") == "1")
        {
            File.WriteAllText(Published, schema);
        }

        Assert.Equal(schema, File.ReadAllText(Published));
    }

    [Fact]
    public void Results_can_be_read_back()
    {
        var runs = ReportSamples.Several();
        string json = new ReportResults(runs, ReportSamples.Compare(runs)).ToJson();
        var read = JsonSerializer.Deserialize(json, ReportResultsJson.Readable.ReportResults)!;
        Assert.Equal(json, read.ToJson());
    }

    [Fact]
    public void Results_have_every_property_that_the_schema_requires()
    {
        var runs = ReportSamples.Several();
        Check(JsonNode.Parse(File.ReadAllText(Published))!, JsonNode.Parse(new ReportResults(runs, ReportSamples.Compare(runs)).ToJson()), "$");
    }

    private static void Check(JsonNode schema, JsonNode? value, string place)
    {
        string[] types = schema["type"] switch { JsonArray several => [.. several.Select(type => (string)type!)], JsonValue one => [(string)one!], _ => [] };
        string actual = value?.GetValueKind() switch
        {
            null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "boolean",
        };
        Assert.True(types.Length == 0 || types.Contains(actual) || (actual == "number" && types.Contains("integer")), $"{place} is {actual}, not {string.Join(" or ", types)}");
        if (value is JsonObject obj)
        {
            Assert.All(schema["required"]?.AsArray() ?? [], key => Assert.True(obj.ContainsKey((string)key!), $"{place} lacks {key}"));
            foreach (var (key, inner) in obj)
            {
                if (schema["properties"]?[key] is { } known && known["$ref"] is null)
                {
                    Check(known, inner, $"{place}.{key}");
                }
            }
        }
        else if (value is JsonArray { Count: > 0 } list && schema["items"] is { } items && items["$ref"] is null)
        {
            Check(items, list[0], $"{place}[0]");
        }
    }

    private static string Schema()
    {
        var members = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Cifar.Pipelines.xml")).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        foreach (var member in XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Cifar.Models.xml")).Descendants("member"))
        {
            members.TryAdd(member.Attribute("name")!.Value, member);
        }

        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (node is JsonObject schema && Description(members, context) is { } text)
                {
                    schema.Insert(0, "description", text);
                }

                return node;
            },
        };
        var root = ReportResultsJson.Readable.ReportResults.GetJsonSchemaAsNode(options).AsObject();
        root.Insert(0, "title", "results.json of MlNetCifar's reports");
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    // Of a property its summary, or the text of the record's parameter that it stands for; of a type its summary.
    private static string? Description(Dictionary<string, XElement> members, JsonSchemaExporterContext context)
    {
        XElement? element;
        if (context.PropertyInfo is { } property)
        {
            string name = property.AttributeProvider is System.Reflection.MemberInfo member ? member.Name : char.ToUpperInvariant(property.Name[0]) + property.Name[1..];
            string type = property.DeclaringType.FullName!.Replace('+', '.');
            element = members.GetValueOrDefault($"P:{type}.{name}")?.Element("summary")
                ?? members.GetValueOrDefault($"T:{type}")?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")!.Value == name)
                ?? members.FirstOrDefault(pair => pair.Key.StartsWith($"M:{type}.#ctor(", StringComparison.Ordinal)).Value?.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")!.Value == name);
        }
        else
        {
            element = members.GetValueOrDefault($"T:{context.TypeInfo.Type.FullName}")?.Element("summary");
        }

        if (element is null)
        {
            return null;
        }

        foreach (var reference in element.Descendants().Where(inner => inner.Attribute("cref") is not null || inner.Attribute("name") is not null).ToArray())
        {
            string target = (reference.Attribute("cref") ?? reference.Attribute("name"))!.Value;
            reference.Value = target[(target.LastIndexOfAny(['.', ':']) + 1)..];
        }

        return string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
