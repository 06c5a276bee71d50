using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Backups;

/// <summary>Gives up between two reads when it should stop. Tests: BackupTests.</summary>
internal sealed class StoppableStream(Stream inner, CancellationToken cancellationToken) : ReadStream
{
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return inner.Read(buffer);
    }
}
