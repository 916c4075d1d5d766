using System.Reflection;
using System.Xml.Linq;

namespace Cifar.ApiReference;

/// <summary>The documentation that the compiler wrote beside the assemblies, by member, with inherited texts filled in.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> members = new(StringComparer.Ordinal);

    public static XmlDocs Beside(IEnumerable<Assembly> assemblies)
    {
        var documents = new XmlDocs();
        foreach (var assembly in assemblies)
        {
            string path = Path.ChangeExtension(assembly.Location, ".xml");
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"The XML documentation of {assembly.GetName().Name} is not in {path}. Build with GenerateDocumentationFile=true.", path);
            }

            foreach (var member in XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member"))
            {
                documents.members[member.Attribute("name")!.Value] = member;
            }
        }

        return documents;
    }

    /// <summary>What is written about a member; an empty element where nothing is.</summary>
    public XElement Of(MemberInfo member) => Complete(member, MemberId.Of(member), depth: 0);

    // Elements of its own come first; what it leaves out is taken from where <inheritdoc> points to, or from what the member overrides.
    private XElement Complete(MemberInfo? member, string id, int depth)
    {
        if (!members.TryGetValue(id, out var own))
        {
            return new XElement("member");
        }

        if (own.Element("inheritdoc") is not { } inherit || depth > 8)
        {
            return own;
        }

        var complete = new XElement(own);
        complete.Element("inheritdoc")!.Remove();
        var sources = inherit.Attribute("cref") is { } reference
            ? [Complete(null, reference.Value, depth + 1)]
            : member is null ? [] : Inheritance.Above(member).Select(above => Complete(above, MemberId.Of(above), depth + 1));
        foreach (var inherited in sources.FirstOrDefault(source => source.HasElements)?.Elements() ?? [])
        {
            bool given = complete.Elements(inherited.Name).Any(element => element.Attribute("name")?.Value == inherited.Attribute("name")?.Value);
            if (!given || inherited.Name == "exception")
            {
                complete.Add(inherited);
            }
        }

        return complete;
    }
}
