using System.Security.Cryptography;
using System.Text;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Relays;

/// <summary>
/// Writes each message as an .eml file, for a first look, for tests, or for another program that picks them up.
/// </summary>
/// <remarks>
/// A file appears whole or not at all: it is written under a temporary name, flushed to the disk, then renamed. Its
/// name comes from the Message-ID, so a message that is sent again replaces itself.
/// </remarks>
internal sealed class PickupFolder(DeliverySettings settings) : ITransport, ITransportSession
{
    public string Name => settings.PickupDirectory;

    public int Sessions => 1;

    /// <summary>A folder keeps nothing open: when one message cannot be written, no other can.</summary>
    public bool IsReady => false;

    public ITransportSession Open() => this;

    public async Task<DeliveryOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var name = FileName(message);
        var temporary = Path.Combine(settings.PickupDirectory, $".{name}.tmp");
        try
        {
            PrivateFiles.CreateFolder(settings.PickupDirectory);
            await using (var file = PrivateFiles.Open(temporary, FileMode.Create, FileAccess.Write))
            {
                await message.WriteToAsync(file, CancellationToken.None);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(settings.PickupDirectory, name), overwrite: true);
            return new DeliveryOutcome.Accepted(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            return new DeliveryOutcome.RelayTrouble(
                new(
                    TroubleKind.Unreachable,
                    $"{settings.PickupDirectory}: a message cannot be written ({e.Message}) Make room, or give the "
                        + "dispatcher's user the right to write there."
                )
            );
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The recipient for people, eight digits of the Message-ID for uniqueness.</summary>
    private static string FileName(OutgoingMessage message)
    {
        var recipient = string.Concat(
            message.To.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '@' or '.' or '-' or '_' ? c : '_')
        );
        var digest = SHA256.HashData(Encoding.ASCII.GetBytes(message.MessageId));
        return $"{recipient}.{Convert.ToHexStringLower(digest.AsSpan(0, 4))}.eml";
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next message with this name replaces it.
        }
    }
}
