using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.RegularExpressions;
using static Newsletter.Dispatcher.Tests.Support.Smtp.SmtpAction;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// One connection of a <see cref="ScriptedSmtpServer"/>, from the greeting to its end; one task runs it.
/// </summary>
internal sealed partial class SmtpSession(
    ScriptedSmtpServer server,
    SmtpServerOptions options,
    SmtpJournal journal,
    Socket socket,
    int number,
    ConcurrentQueue<string> dialog
) : IDisposable
{
    private readonly SmtpWire _wire = new(socket, options, dialog);
    private CancellationToken _stop;
    private bool _isLoggedIn;

    // The envelope; a null sender means that no MAIL was accepted.
    private int _message;
    private string? _sender;
    private List<string> _recipients = [];
    private readonly MemoryStream _chunks = new();

    /// <summary>Serves until the client or the script ends the connection, or the server stops.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _stop = stop;
        try
        {
            if (options.Tls == SmtpTls.Implicit)
            {
                await _wire.StartTlsAsync(stop);
            }

            await AnswerAsync(Stage.Connect, "", "220 localhost ESMTP");
            while (_wire.IsOpen && await _wire.Reader.ReadLineAsync(stop) is { } line)
            {
                dialog.Enqueue($"C: {line}");
                await CommandAsync(line);
            }
        }
        catch (Exception e)
            when (e is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The client went away or refused the handshake, or the server stops: this session ends, without an error.
            dialog.Enqueue($"-- {e.Message}");
        }
    }

    public void Dispose()
    {
        _chunks.Dispose();
        _wire.Dispose();
    }

    private Task CommandAsync(string line) =>
        line.Split(' ')[0].ToUpperInvariant() switch
        {
            "EHLO" => AnswerAsync(
                Stage.Ehlo,
                line,
                options.KnowsEhlo ? Greeting() : "502 5.5.1 command not implemented"
            ),
            "HELO" => AnswerAsync(Stage.Helo, line, "250 localhost"),
            "STARTTLS" => StartTlsCommandAsync(line),
            "AUTH" => AuthAsync(line),
            "MAIL" => MailAsync(line),
            "RCPT" => RcptAsync(line),
            "DATA" => DataAsync(line),
            "BDAT" => BdatAsync(line),
            "RSET" => RsetAsync(line),
            "NOOP" => AnswerAsync(Stage.Noop, line, "250 2.0.0 ok"),
            "QUIT" => QuitAsync(line),
            _ => _wire.PerformAsync([Reply("500 5.5.2 command not recognized")], _stop),
        };

    private string Greeting()
    {
        string[] tls = options.Tls == SmtpTls.StartTls && !_wire.IsSecure ? ["STARTTLS"] : [];
        string[] auth = options.User is null ? [] : [$"AUTH {string.Join(' ', options.Mechanisms)}"];
        string[] lines = ["localhost", .. options.Capabilities, .. tls, .. auth];
        return string.Join('\n', lines.Select((line, i) => $"250{(i < lines.Length - 1 ? '-' : ' ')}{line}"));
    }

    private async Task StartTlsCommandAsync(string line)
    {
        var isOffered = options.Tls == SmtpTls.StartTls && !_wire.IsSecure;
        if (
            await AnswerAsync(Stage.StartTls, line, isOffered ? "220 2.0.0 go ahead" : "502 5.5.1 not offered") == 220
            && isOffered
        )
        {
            await _wire.StartTlsAsync(_stop);
            ForgetEnvelope();
        }
    }

    private async Task AuthAsync(string line)
    {
        var words = line.Split(' ');
        var mechanism = words.ElementAtOrDefault(1)?.ToUpperInvariant();
        var initial = words.ElementAtOrDefault(2);
        if (options.User is null || mechanism is null || !options.Mechanisms.Contains(mechanism))
        {
            await AnswerAsync(Stage.Auth, line, "504 5.5.4 mechanism not offered");
            return;
        }

        string? given = mechanism switch
        {
            "PLAIN" => initial is null ? await ChallengeAsync("") : Decode(initial),
            "LOGIN" => $"\0{(initial is null ? await ChallengeAsync("Username:") : Decode(initial))}"
                + $"\0{await ChallengeAsync("Password:")}",
            _ => null,
        };
        var isRight = given == $"\0{options.User}\0{options.Password}";
        var code = await AnswerAsync(
            Stage.Auth,
            line,
            isRight ? "235 2.7.0 welcome" : "535 5.7.8 wrong user or password"
        );
        _isLoggedIn = code == 235;
    }

    private async Task<string> ChallengeAsync(string text)
    {
        await _wire.PerformAsync([Reply($"334 {Convert.ToBase64String(Encoding.ASCII.GetBytes(text))}")], _stop);
        var answer = await _wire.Reader.ReadLineAsync(_stop) ?? "";
        dialog.Enqueue($"C: {answer}");
        return Decode(answer);
    }

    private static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : "";
    }

    private async Task MailAsync(string line)
    {
        _message++;
        var path = MailPath.Match(line);
        var size = Size.Match(line) is { Success: true } match
            ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : 0;
        var usual = this switch
        {
            _ when options.User is not null && !_isLoggedIn => "530 5.7.0 login first",
            _ when _sender is not null => "503 5.5.1 nested MAIL",
            _ when !path.Success => "501 5.1.7 bad sender address",
            _ when size > options.MaxSize => "552 5.3.4 message too large",
            _ => "250 2.1.0 ok",
        };

        if (await AnswerAsync(Stage.Mail, line, usual) / 100 == 2)
        {
            ForgetEnvelope();
            _sender = path.Groups[1].Value;
        }
    }

    private async Task RcptAsync(string line)
    {
        var path = RcptPath.Match(line);
        var usual = this switch
        {
            _ when _sender is null => "503 5.5.1 MAIL first",
            _ when !path.Success => "501 5.1.3 bad recipient address",
            _ => "250 2.1.5 ok",
        };

        if (await AnswerAsync(Stage.Rcpt, line, usual, path.Groups[1].Value) / 100 == 2)
        {
            _recipients.Add(path.Groups[1].Value);
        }
    }

    private async Task DataAsync(string line)
    {
        var usual = _recipients.Count > 0 ? "354 end with a dot" : "554 5.5.1 no valid recipients";
        if (await AnswerAsync(Stage.Data, line, usual) / 100 != 3 || !_wire.IsOpen)
        {
            return;
        }

        var early = await AnswerAsync(Stage.Body, "", usual: null);
        if (_wire.IsOpen && await _wire.Reader.ReadBodyAsync(_stop) is { } raw)
        {
            await EndOfBodyAsync(raw, early);
        }
    }

    /// <summary>BDAT (RFC 3030): chunks of a stated size with no stuffing; the last one ends the body.</summary>
    private async Task BdatAsync(string line)
    {
        var words = line.Split(' ');
        if (words.Length < 2 || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var size) || size < 0)
        {
            await _wire.PerformAsync([Reply("501 5.5.4 BDAT takes a size")], _stop);
            return;
        }

        var early = await AnswerAsync(Stage.Body, "", usual: null);
        if (!_wire.IsOpen || await _wire.Reader.ReadBytesAsync(size, _stop) is not { } chunk)
        {
            return;
        }

        _chunks.Write(chunk);
        if (_recipients.Count == 0)
        {
            await _wire.PerformAsync([Reply("503 5.5.1 no valid recipients")], _stop);
        }
        else if (words.Length > 2 && words[2].Equals("LAST", StringComparison.OrdinalIgnoreCase))
        {
            await EndOfBodyAsync(_chunks.ToArray(), early);
        }
        else
        {
            await _wire.PerformAsync([Reply($"250 2.0.0 {size} bytes")], _stop);
        }
    }

    /// <summary>Records the message, then answers: what a client saw as accepted is always in the journal.</summary>
    private async Task EndOfBodyAsync(byte[] raw, int early)
    {
        dialog.Enqueue($"C: <{raw.Length} bytes>");
        var steps =
            early != 0
                ? []
                : Plan(
                    Stage.AfterData,
                    "",
                    raw.Length > options.MaxSize ? "552 5.3.4 message too large" : "250 2.0.0 queued"
                );
        var code = early != 0 ? early : CodeOf(steps);
        journal.Add(new SmtpMessage(number, _message, _sender!, _recipients, code, options.Clock.GetUtcNow(), raw));
        ForgetEnvelope();
        await _wire.PerformAsync(steps, _stop);
    }

    private async Task RsetAsync(string line)
    {
        if (await AnswerAsync(Stage.Rset, line, "250 2.0.0 ok") / 100 == 2)
        {
            ForgetEnvelope();
        }
    }

    private async Task QuitAsync(string line)
    {
        if (await AnswerAsync(Stage.Quit, line, "221 2.0.0 bye") != 0 && _wire.IsOpen)
        {
            await _wire.PerformAsync([Close], _stop);
        }
    }

    private void ForgetEnvelope()
    {
        _sender = null;
        _recipients = [];
        _chunks.SetLength(0);
    }

    /// <summary>Does what the script says at this stage, or sends the usual reply.</summary>
    /// <param name="usual">Null when a correct server sends nothing.</param>
    /// <returns>The code of the first complete reply; 0 when none was sent.</returns>
    private async Task<int> AnswerAsync(Stage stage, string line, string? usual, string? recipient = null)
    {
        var steps = Plan(stage, line, usual, recipient);
        await _wire.PerformAsync(steps, _stop);
        return CodeOf(steps);
    }

    private List<SmtpAction> Plan(Stage stage, string line, string? usual, string? recipient = null)
    {
        var call = new SmtpCall(stage, number, _message, line, recipient ?? _recipients.FirstOrDefault() ?? "");
        var action = server.Script(call) ?? (usual is null ? null : AsUsual);
        return [.. action?.Steps(usual ?? "") ?? []];
    }

    private static int CodeOf(List<SmtpAction> steps) =>
        steps.OfType<Say>().Select(say => say.Code).FirstOrDefault(code => code != 0);

    [GeneratedRegex(@"^MAIL FROM:<([^<>]*)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MailPath { get; }

    [GeneratedRegex(@"^RCPT TO:<([^<>\s]+)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RcptPath { get; }

    [GeneratedRegex(@" SIZE=(\d{1,18})(?: |$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Size { get; }
}
