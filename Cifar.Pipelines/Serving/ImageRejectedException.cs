namespace Cifar.Pipelines.Serving;

/// <summary>Why a picture was not classified.</summary>
public enum ImageRejection
{
    /// <summary>The bytes begin like none of the formats that are read: PNG, JPEG, WebP, GIF, BMP.</summary>
    UnknownFormat,

    /// <summary>The picture is damaged or incomplete.</summary>
    Damaged,

    /// <summary>The file has more bytes than <see cref="CifarClassifierOptions.MaximumBytes"/>.</summary>
    TooManyBytes,

    /// <summary>The header tells of more pixels than <see cref="CifarClassifierOptions.MaximumPixels"/>, or of more passes over them than any honest file has.</summary>
    TooManyPixels,

    /// <summary>It took longer than <see cref="CifarClassifierOptions.TimeLimit"/>.</summary>
    TookTooLong,
}

/// <summary>A picture cannot be classified; the message tells the person who has it why.</summary>
public sealed class ImageRejectedException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ImageRejectedException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is wrong with the picture.</param>
    public ImageRejectedException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the error behind it.</summary>
    /// <param name="message">What is wrong with the picture.</param>
    /// <param name="innerException">The error of the reader.</param>
    public ImageRejectedException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with its reason.</summary>
    /// <param name="reason">For programs.</param>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The error of the reader, if there is one.</param>
    public ImageRejectedException(ImageRejection reason, string message, Exception? innerException = null) : base(message, innerException) => Reason = reason;

    /// <summary>Why, for programs.</summary>
    /// <value><see cref="ImageRejection.UnknownFormat"/> unless given.</value>
    public ImageRejection Reason { get; }
}
