using System.Text.RegularExpressions;

namespace Cifar.Pipelines.Tests.Api;

/// <summary>What a listing has that the real packages' listing lacks, one sentence a finding.</summary>
static partial class ApiComparison
{
    public static IEnumerable<string> Superset(IEnumerable<ApiType> ours, IEnumerable<ApiType> real)
    {
        var byKey = real.GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.First());
        foreach (var type in ours)
        {
            if (!byKey.TryGetValue(type.Key, out var reference))
            {
                yield return $"{type.Key}: no such public type in the real packages";
                continue;
            }

            foreach (var finding in Differences(type, reference)) yield return $"{type.Key}: {finding}";
        }
    }

    static IEnumerable<string> Differences(ApiType ours, ApiType real)
    {
        if (ours.Shape != real.Shape) yield return $"header is `{ours.Shape}`, really `{real.Shape}`";
        foreach (var extra in ours.Interfaces.Except(real.Interfaces)) yield return $"implements {extra}, the real one does not";
        foreach (var member in Members(ours).Except(Members(real))) yield return $"`{member}` is not there; really: {Namesakes(member, real)}";

        // Whoever implements such a type here must have implemented all of it there.
        var implementable = ours.IsInterface || (ours.IsAbstractClass && ours.Members.Any(m => m.Contains(" ctor(", StringComparison.Ordinal)));
        if (implementable)
        {
            foreach (var missing in Members(real).Where(m => m.Contains(" abstract ", StringComparison.Ordinal)).Except(Members(ours)))
                yield return $"lacks the abstract member `{missing}`";
        }
    }

    static IEnumerable<string> Members(ApiType type) => type.IsEnum ? type.Members.SelectMany(line => line.Split(", ")) : type.Members;

    static string Namesakes(string member, ApiType real)
    {
        var name = NameOf(member);
        var found = Members(real).Where(m => NameOf(m) == name).ToList();
        return found.Count == 0 ? "no member of that name" : string.Join(" | ", found.Take(4).Select(m => $"`{m}`"));
    }

    static string NameOf(string member)
    {
        if (member.Contains(" this[", StringComparison.Ordinal)) return "this[";
        var method = MethodName().Match(member);
        return method.Success ? method.Groups[1].Value : member.Split(" {", 2)[0].Split(" = ", 2)[0].Split('=')[0].Split(' ')[^1];
    }

    [GeneratedRegex(@"(\w+)(?:<[^()]*>)?\(")]
    private static partial Regex MethodName();
}
