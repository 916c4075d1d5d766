using Cifar.Web.Safety;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Cifar.Web.Endpoints;

/// <summary>The pictures of a request, in memory: nothing that is sent here ever becomes a file.</summary>
internal static class RequestBody
{
    private const int MostPictures = 32;
    private const int FirstPiece = 16 << 10;

    /// <summary>The body as it is, or the parts of a form.</summary>
    public static async Task<List<SentPicture>> ReadPictures(HttpContext context)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType ?? "application/octet-stream", out var type))
        {
            throw WrongType();
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadParts(context, HeaderUtilities.RemoveQuotes(type.Boundary).ToString());
        }

        return [new SentPicture(null, await ReadPicture(context))];
    }

    /// <summary>The body as one picture; the declared type only has to be that of a picture, the content decides which.</summary>
    public static async Task<byte[]> ReadPicture(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType is { } declared
            && !declared.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            && !declared.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            throw WrongType();
        }

        return await ReadToEnd(request.Body, (int)Math.Min(request.ContentLength ?? FirstPiece, ServerLimits.BodyBytes), context.RequestAborted);
    }

    private static async Task<List<SentPicture>> ReadParts(HttpContext context, string boundary)
    {
        if (boundary.Length is 0 or > 128)
        {
            throw new BadHttpRequestException("The boundary of the multipart body is missing or too long.");
        }

        var reader = new MultipartReader(boundary, context.Request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8 << 10, BodyLengthLimit = ServerLimits.BodyBytes };
        var pictures = new List<SentPicture>();
        while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } part)
        {
            if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
            {
                continue; // A field of the form, not a file.
            }

            if (pictures.Count == MostPictures)
            {
                throw new TooManyPicturesException(MostPictures);
            }

            pictures.Add(new SentPicture(HeaderUtilities.RemoveQuotes(disposition.FileName).ToString(), await ReadToEnd(part.Body, FirstPiece, context.RequestAborted)));
        }

        return pictures.Count > 0 ? pictures : throw new BadHttpRequestException("There is no file in the form.");
    }

    private static async Task<byte[]> ReadToEnd(Stream body, int expected, CancellationToken cancellationToken)
    {
        var bytes = new byte[expected + 1]; // One more, so that the end is seen without growing.
        for (int length = 0; ;)
        {
            int read = await body.ReadAsync(bytes.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                return bytes[..length];
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, 2 * length); // Kestrel ends bodies over the limit.
            }
        }
    }

    private static BadHttpRequestException WrongType() =>
        new("Send the picture as the body, with a type of image/… or application/octet-stream, or as a file of a multipart/form-data form.", StatusCodes.Status415UnsupportedMediaType);
}

/// <summary>A picture of a request.</summary>
internal readonly record struct SentPicture(string? Name, byte[] Bytes);
