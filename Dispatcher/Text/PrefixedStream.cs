namespace Newsletter.Dispatcher.Text;

/// <summary>Octets that were read already, then the rest: standard input cannot be wound back.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> first, Stream rest) : ReadStream
{
    private ReadOnlyMemory<byte> _first = first;

    public override int Read(Span<byte> buffer)
    {
        if (_first.IsEmpty)
        {
            return rest.Read(buffer);
        }

        var given = Math.Min(buffer.Length, _first.Length);
        _first.Span[..given].CopyTo(buffer);
        _first = _first[given..];
        return given;
    }
}
