using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cifar.Web.Endpoints;

/// <summary>Marks endpoints whose body is a picture.</summary>
internal sealed record TakesPictures(bool Several);

/// <summary>What the OpenAPI document says beyond what the endpoints tell of themselves.</summary>
internal static class ApiDocument
{
    private static readonly string[] Formats = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "application/octet-stream"];

    public static void Describe(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Image classification", Version = "v1", Description = "Names what is on small pictures. Errors are RFC 9457 problems." };
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var endpoint = context.Description.ActionDescriptor.EndpointMetadata;
            if (endpoint.OfType<TakesPictures>().FirstOrDefault() is { } takes)
            {
                operation.RequestBody = Body(takes.Several);
                operation.Parameters = [Query("model", "Name of the model; the default one without it."), .. Special(operation.OperationId)];
            }

            return Task.CompletedTask;
        });
    }

    private static OpenApiParameter[] Special(string? operation) => operation switch
    {
        "classify" => [Query("top", "How many classes to name, 1 to 1000; 5 without it.")],
        "explain" =>
        [
            Query("label", "The class to explain; the most probable one without it."),
            Query("method", "grad-cam or occlusion; grad-cam without it. The answer says which was used: where the network does not allow Grad-CAM, it is occlusion."),
        ],
        _ => [],
    };

    private static OpenApiParameter Query(string name, string about) =>
        new() { Name = name, In = ParameterLocation.Query, Required = false, Description = about, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiRequestBody Body(bool several)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var body = new OpenApiRequestBody
        {
            Required = true,
            Description = "The picture, at most 8 MB and 25 million pixels." + (several ? " Several can be sent as files of a form." : ""),
            Content = Formats.ToDictionary(format => format, _ => new OpenApiMediaType { Schema = file }),
        };
        if (several)
        {
            var form = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema> { ["image"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = file } },
            };
            body.Content["multipart/form-data"] = new OpenApiMediaType { Schema = form };
        }

        return body;
    }
}
