namespace Cifar.Web.Endpoints;

/// <summary>A form has more pictures than one request may.</summary>
internal sealed class TooManyPicturesException(int most) : BadHttpRequestException($"A request may hold {most} pictures; send several requests.", StatusCodes.Status413PayloadTooLarge);
