using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>Compiles pieces of code from the pages against the assemblies that this test runs with.</summary>
internal static class SnippetCompiler
{
    // What the .NET SDK adds to every program, and to web applications.
    private static readonly string[] Sdk = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];
    private static readonly string[] Web =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>What the compiler complains about.</summary>
    /// <param name="code">A program of top-level statements. One that begins with using directives is taken as it is.</param>
    /// <param name="usual">The directives that other pieces leave out.</param>
    public static IEnumerable<string> Errors(string code, string usual)
    {
        string[] implied = code.Contains("WebApplication", StringComparison.Ordinal) ? [.. Sdk, .. Web] : Sdk;
        string global = string.Concat(implied.Select(name => $"global using {name};\n"));
        if (!BeginsWithUsings(code))
        {
            global += usual.Replace("using ", "global using ", StringComparison.Ordinal);
        }

        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(code, Language), CSharpSyntaxTree.ParseText(global, Language)],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        // CS5001: a piece may be a class alone, without a program around it.
        return compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Id != "CS5001" && (diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS0618" or "CS8602" or "CS8600" or "CS8604"))
            .Select(diagnostic => $"+{diagnostic.Location.GetLineSpan().StartLinePosition.Line}: {diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    private static bool BeginsWithUsings(string code) => CSharpSyntaxTree.ParseText(code, Language).GetCompilationUnitRoot().Usings.Count > 0;
}
