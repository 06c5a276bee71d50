using Newsletter.Dispatcher.Bounces.Report;

namespace Newsletter.Dispatcher.Bounces.Inboxes;

/// <summary>
/// Reads mails from files, folders and standard input, never more of one than counts.
/// Tests: ReturnedMailTests.
/// </summary>
internal static class MailFiles
{
    /// <summary>Each in its turn, so that one is in memory at a time.</summary>
    /// <param name="root">Where relative names start.</param>
    /// <param name="names">Files, folders, or <c>-</c>.</param>
    public static IEnumerable<MailReading> Read(string root, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(root, name);
            if (name is "-")
            {
                yield return Read(name, Console.OpenStandardInput);
            }
            else if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal))
                {
                    yield return Read(Path.Combine(name, Path.GetFileName(file)), () => File.OpenRead(file));
                }
            }
            else
            {
                yield return Read(name, () => File.OpenRead(path));
            }
        }
    }

    private static MailReading Read(string name, Func<Stream> open)
    {
        try
        {
            using var stream = open();
            var mail = new byte[BounceMessage.MaxBytes + 1];
            var length = stream.ReadAtLeast(mail, mail.Length, throwOnEndOfStream: false);
            return new(name, mail[..length], Problem: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(name, Mail: null, $"{name} could not be read: {e.Message}");
        }
    }
}
