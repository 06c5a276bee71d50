namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// opendkim as a program that reads messages and says whether their signatures hold. The public keys come from a file
/// of the test's own, never from the DNS; no service of it is started.
/// </summary>
internal sealed class OpenDkim : IDisposable
{
    private const string Program = "/usr/sbin/opendkim";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly string _settings;

    /// <param name="records">Names and texts of the DNS records.</param>
    private OpenDkim(IEnumerable<(string Name, string Text)> records)
    {
        var keys = _folder.Write("keys", string.Concat(records.Select(record => $"{record.Name} {record.Text}\n")));
        _settings = _folder.Write("opendkim.conf", $"Mode v\nSyslog no\nTestPublicKeys {keys}\n");
    }

    /// <summary>Why it cannot be run here, null where it can.</summary>
    public static string? Missing => Peer.Missing(Program);

    /// <summary>Ignores the test where the program is missing.</summary>
    public static OpenDkim Knowing(IEnumerable<(string Name, string Text)> records)
    {
        Peer.Require(Missing);
        return new OpenDkim(records);
    }

    /// <summary>Verifies messages in files whose names have no comma; one verdict each, in their order.</summary>
    /// <remarks>Its exit status says only that it has read them, so its words are what counts.</remarks>
    public async Task<IReadOnlyList<OpenDkimVerdict>> VerifyAsync(params IReadOnlyList<string> files)
    {
        var (status, printed) = await ChildProcess.RunAsync(
            Program,
            ["-x", _settings, "-t", string.Join(',', files)],
            Patience
        );
        Assert.That(status, Is.Zero, printed);
        var lines = printed.Split('\n');
        return
        [
            .. files.Select(file =>
                Verdict(
                    [.. lines.Where(line => line.StartsWith($"opendkim: {file}: ", StringComparison.Ordinal))],
                    printed
                )
            ),
        ];
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A message that it says nothing about is not a good one.</summary>
    private static OpenDkimVerdict Verdict(string[] lines, string printed) =>
        new(
            lines is [var line] && line.EndsWith(" succeeded", StringComparison.Ordinal),
            lines.Length > 0 ? string.Join('\n', lines) : $"nothing; it printed: {printed}"
        );
}
