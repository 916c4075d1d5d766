namespace Microsoft.ML;

/// <summary>A cursor that counts its own rows.</summary>
abstract class RootCursor : DataViewRowCursor
{
    long _position = -1;
    bool _ended;

    public sealed override long Position => _position;

    public override long Batch => 0;

    public sealed override bool MoveNext()
    {
        if (_ended)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        _ended = true;
        _position = -1;
        return false;
    }

    protected abstract bool MoveNextCore();

    protected void CheckPositioned()
    {
        if (_position < 0)
            throw new InvalidOperationException("The cursor is before its first or after its last row.");
    }
}
