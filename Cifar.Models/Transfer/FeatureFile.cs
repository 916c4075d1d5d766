using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cifar.Models.Transfer;

/// <summary>Rows of numbers in a memory-mapped file that is filled in pieces, in any order, and can be left and gone on with at any moment.</summary>
/// <remarks>
/// A header, a SHA-256 for each piece (zeros: not there yet), the rows. A piece counts only if its hash is right, so a piece that was being written
/// when the power failed, or was damaged later, is made again.
/// </remarks>
internal sealed class FeatureFile : IDisposable
{
    /// <summary>Rows that are written, and checked, together; few, so that no thread works alone for long at the end.</summary>
    public const int PieceRows = 32;

    private const int HeaderBytes = 64;
    private const int HashBytes = SHA256.HashSizeInBytes;
    private static readonly byte[] Magic = "MLNCFEA1"u8.ToArray();

    private readonly FileStream stream;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly bool[] present;

    private FeatureFile(FileStream stream, int rows, int rowBytes)
    {
        this.stream = stream;
        Rows = rows;
        RowBytes = rowBytes;
        present = new bool[(rows + PieceRows - 1) / PieceRows];
        map = MemoryMappedFile.CreateFromFile(stream, null, stream.Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor();
    }

    public int Rows { get; }

    public int RowBytes { get; }

    public int Pieces => present.Length;

    /// <summary>Opens the file for a key, or makes it; what it holds of another key, shape or form is dropped.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="key">32 bytes that stand for images, network and preprocessing.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <exception cref="IOException">The disk has no room for it, somebody else has it open, or it cannot be read or written.</exception>
    public static FeatureFile Open(string path, ReadOnlySpan<byte> key, int rows, int rowBytes)
    {
        byte[] header = Header(key, rows, rowBytes);
        int pieces = (rows + PieceRows - 1) / PieceRows;
        long length = HeaderBytes + ((long)pieces * HashBytes) + ((long)rows * rowBytes);
        FileStream stream = OpenAlone(path, FileMode.OpenOrCreate, room: 0);
        try
        {
            var found = new byte[HeaderBytes];
            if (stream.Length != length || stream.ReadAtLeast(found, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !found.AsSpan().SequenceEqual(header))
            {
                // Where the disk is full, writing to a hole through memory kills the process; so all of the room is taken now, which only a new file can do.
                stream.Dispose();
                stream = OpenAlone(path, FileMode.Create, length);

                // Zeros are hashes of nothing.
                stream.SetLength(length);
                stream.Write(header);
                stream.Flush(flushToDisk: true);
            }

            var file = new FeatureFile(stream, rows, rowBytes);
            file.FindPieces();
            return file;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public bool Has(int piece) => present[piece];

    /// <summary>Rows of a piece: the last one may have fewer.</summary>
    public (int First, int Count) RowsOf(int piece) => (piece * PieceRows, Math.Min(PieceRows, Rows - (piece * PieceRows)));

    /// <summary>Stores a piece. Several threads may store different ones.</summary>
    public void Write<T>(int piece, ReadOnlySpan<T> values) where T : unmanaged
    {
        (int first, int count) = RowsOf(piece);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length * Unsafe.SizeOf<T>(), count * RowBytes);
        view.SafeMemoryMappedViewHandle.WriteSpan((ulong)RowAt(first), values);
        Span<byte> hash = stackalloc byte[HashBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(values), hash);
        view.SafeMemoryMappedViewHandle.WriteSpan((ulong)(HeaderBytes + (piece * HashBytes)), (ReadOnlySpan<byte>)hash);
        present[piece] = true;
    }

    /// <summary>Copies rows.</summary>
    public void Read<T>(int firstRow, Span<T> values) where T : unmanaged => view.SafeMemoryMappedViewHandle.ReadSpan((ulong)RowAt(firstRow), values);

    /// <summary>Brings everything to the disk.</summary>
    public void Flush()
    {
        view.Flush();
        stream.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        view.Dispose();
        map.Dispose();
        stream.Dispose();
    }

    private static FileStream OpenAlone(string path, FileMode mode, long room)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, PreallocationSize = room });
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new IOException($"The cache {path} is in use: another extraction of the same features is running. Wait for it, or choose another cache folder.", error);
        }
        catch (IOException error) when (room > 0)
        {
            throw new IOException($"There is no room for the cache {path}, which needs {room:N0} bytes. Free some, or choose another cache folder.", error);
        }
    }

    private static byte[] Header(ReadOnlySpan<byte> key, int rows, int rowBytes)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), rows);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), rowBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), PieceRows);
        key.CopyTo(header.AsSpan(32));
        return header;
    }

    private long RowAt(int row) => HeaderBytes + ((long)Pieces * HashBytes) + ((long)row * RowBytes);

    private void FindPieces()
    {
        var buffer = new byte[PieceRows * RowBytes];
        var stored = new byte[HashBytes];
        Span<byte> actual = stackalloc byte[HashBytes];
        for (int piece = 0; piece < Pieces; piece++)
        {
            view.SafeMemoryMappedViewHandle.ReadSpan((ulong)(HeaderBytes + (piece * HashBytes)), stored.AsSpan());
            if (stored.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                continue;
            }

            (int first, int count) = RowsOf(piece);
            Span<byte> rows = buffer.AsSpan(0, count * RowBytes);
            Read(first, rows);
            SHA256.HashData(rows, actual);
            present[piece] = actual.SequenceEqual(stored);
        }
    }
}
