using Microsoft.Net.Http.Headers;

namespace Cifar.Web.Page;

/// <summary>The page itself, and the report beside it.</summary>
internal static class PageEndpoints
{
    // The report is a file of the operator with everything inside it: shown, but not run.
    private const string ReportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

    public const string Report = "/report";

    public static void Map(WebApplication app, WebSettings settings)
    {
        app.MapGet("/", (HttpContext context, PageFiles files) => Send(context, files.Find("index.html")!)).ExcludeFromDescription();
        app.MapGet("/page/{**name}", (HttpContext context, PageFiles files, string name) =>
            files.Find(name) is { } file ? Send(context, file) : Results.Problem("There is no such file.", statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
        if (settings.Report is { } report)
        {
            app.MapGet(Report, (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = ReportPolicy;
                return Results.File(Path.GetFullPath(report), "text/html; charset=utf-8");
            }).ExcludeFromDescription();
        }
    }

    private static IResult Send(HttpContext context, PageFile file)
    {
        context.Response.Headers.CacheControl = "no-cache"; // Kept, but asked for again by its tag.
        return Results.Bytes(file.Bytes, file.Type, entityTag: new EntityTagHeaderValue(file.Tag));
    }
}
