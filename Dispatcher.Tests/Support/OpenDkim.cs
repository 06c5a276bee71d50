namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Runs opendkim to verify the signatures of messages. The public keys come from a file of the test, never from the
/// DNS; no opendkim service is started.
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

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing => Peer.Missing(Program);

    /// <summary>Ignores the test when opendkim is not installed.</summary>
    public static OpenDkim Knowing(IEnumerable<(string Name, string Text)> records)
    {
        Peer.Require(Missing);
        return new OpenDkim(records);
    }

    /// <summary>Verifies messages in files whose names have no comma; one verdict for each file, in order.</summary>
    /// <remarks>Its exit status only says that it read the messages, so its output decides.</remarks>
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

    /// <summary>A message without an output counts as not verified.</summary>
    private static OpenDkimVerdict Verdict(string[] lines, string printed) =>
        new(
            lines is [var line] && line.EndsWith(" succeeded", StringComparison.Ordinal),
            lines.Length > 0 ? string.Join('\n', lines) : $"nothing; it printed: {printed}"
        );
}
