using System.Globalization;
using System.Text;

namespace Newsletter.Dispatcher.Tests.Web;

/// <summary>
/// Makes requests of what is known to break readers of addresses, headers, forms and JSON. The same seed makes the same
/// requests.
/// </summary>
/// <param name="routes">The addresses of the program, some with good links in them.</param>
/// <param name="logins">Whole header lines that open what is closed to strangers.</param>
internal sealed class RequestFuzzer(int seed, IReadOnlyList<string> routes, IReadOnlyList<string> logins)
{
    /// <summary>Stands in everything that is long, so that a log can be searched for it.</summary>
    public const char Mark = 'Z';

    private static readonly string[] Methods =
    [
        "GET",
        "GET",
        "HEAD",
        "POST",
        "POST",
        "POST",
        "POST",
        "PUT",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "PATCH",
        "get",
        "BREW",
    ];

    /// <summary>Names and values.</summary>
    private static readonly string[] Pieces =
    [
        "[",
        "]",
        "[]",
        "a[",
        "a[b",
        "a[0][",
        "[0].x",
        "..",
        ".",
        "",
        " ",
        "email",
        "shown",
        "matter",
        "name",
        "address",
        "pause",
        "time_zone",
        "until",
        "website",
        "p",
        "q",
        "handler",
        "token",
        "__proto__",
        "%",
        "%zz",
        "%00",
        "%0d%0a",
        "%1b[31m",
        "%ff%fe",
        "%c0%af",
        "%ed%a0%80",
        "%e2%80%ae",
        "%u0000",
        "\u001b[2J",
        "\u0000",
        "é",
        "'",
        "\"",
        "<script>",
        "{{1}}",
        "../../etc/passwd",
        "-1",
        "0",
        "999999999999999999999",
        "1e400",
        "NaN",
        "2026-02-30",
        "ana@example.org",
        "a@[127.0.0.1]",
        "=?utf-8?q?x?=",
        "Europe/Berlin",
        "undo",
        "pay",
        "1.a.u.1.x",
        new(Mark, 201),
        new(Mark, 3000),
    ];

    private static readonly string[] Types =
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=\"\"",
        $"multipart/form-data; boundary={new string(Mark, 300)}",
        "multipart/mixed; boundary=x",
        "application/json",
        "application/json; charset=utf-32",
        "text/plain",
        "*/*",
        "/",
        ";;;",
        "",
    ];

    private static readonly string[] Json =
    [
        "{}",
        "[]",
        "null",
        "\"\\ud800\"",
        "{\"\\ud800\":1}",
        "{\"until\":\"\\ud800\"}",
        "{\"until\":\"2027-11-24\"}",
        "{\"until\":\"0001-01-01\"}",
        "{\"until\":1e999}",
        "{\"signature\":{\"timestamp\":\"\\ud800\",\"token\":\"\\udfff\",\"signature\":\"\\ud800\"}}",
        "{\"Type\":\"\\ud800\",\"TopicArn\":\"\\ud800\",\"SigningCertURL\":\"https://sns..amazonaws.com/\\ud800\"}",
        "{\"RecordType\":\"Bounce\",\"Type\":\"HardBounce\",\"Email\":\"\\ud800@example.org\","
            + "\"BouncedAt\":\"\\ud800\"}",
        "[{\"event\":\"bounce\",\"email\":\"\\ud800\",\"timestamp\":1e300}]",
        "{\"a\":" + new string('[', 500),
        "{\"a\":\"" + new string(Mark, 5000) + "\"}",
        "{\"a\":1",
        "\u00ef\u00bb\u00bf{}",
    ];

    private static readonly string[] Headers =
    [
        "Cookie: reader={0}",
        "Cookie: {0}={0}; ;;=",
        "Accept: {0}",
        "Accept-Language: {0}",
        "If-None-Match: {0}",
        "If-Modified-Since: {0}",
        "Range: bytes={0}-{0}",
        "Authorization: Basic {0}",
        "Authorization: Bearer {0}",
        "Stripe-Signature: t={0},v1={0}",
        "X-Twilio-Email-Event-Webhook-Signature: {0}",
        "X-Twilio-Email-Event-Webhook-Timestamp: {0}",
        "x-amz-sns-topic-arn: {0}",
        "X-Forwarded-Proto: {0}",
        "X-HTTP-Method-Override: {0}",
        "Referer: {0}",
        "User-Agent: {0}",
        "Expect: {0}",
        "{0}: {0}",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The method, and the whole request.</summary>
    public (string Method, byte[] Bytes) Next()
    {
        var method = One(Methods);
        var (body, type) = method is "GET" or "HEAD" && _random.Next(10) > 0 ? ([], null) : Body();
        type = _random.Next(8) == 0 ? One(Types) : type;
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{method} {Path()} HTTP/1.1\r\n")
            .Append(_random.Next(50) == 0 ? "" : "Host: letter.example.com\r\n")
            .Append(
                CultureInfo.InvariantCulture,
                $"X-Forwarded-For: 10.{_random.Next(250)}.{_random.Next(250)}.{_random.Next(250)}\r\n"
            );
        for (var i = _random.Next(4); i > 0; i--)
        {
            var value = Plain(One(Pieces));
            head.Append(One(Headers).Replace("{0}", value, StringComparison.Ordinal)).Append("\r\n");
        }

        if (_random.Next(3) == 0)
        {
            head.Append(One(logins)).Append("\r\n");
        }

        if (type is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\n");
        }

        if (body.Length > 0 && _random.Next(5) == 0)
        {
            head.Append("Transfer-Encoding: chunked\r\n");
            body =
            [
                .. Encoding.ASCII.GetBytes(body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"),
                .. body,
                .. "\r\n0\r\n\r\n"u8,
            ];
        }
        else
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        }

        return (method, [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body]);
    }

    private string Path()
    {
        var path = new StringBuilder(_random.Next(40) == 0 ? "*" : "/").Append(One(routes));
        if (_random.Next(6) == 0)
        {
            path.Insert(_random.Next(1, path.Length + 1), Escaped(One(Pieces)));
        }

        if (_random.Next(10) == 0)
        {
            var at = _random.Next(path.Length);
            path[at] = char.ToUpperInvariant(path[at]);
        }

        for (var i = _random.Next(6) == 0 ? _random.Next(4) : 0; i > 0; i--)
        {
            path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?')
                .Append(Escaped(One(Pieces)))
                .Append('=')
                .Append(Escaped(One(Pieces)));
        }

        return Plain(path.ToString());
    }

    private (byte[] Bytes, string? Type) Body()
    {
        string type;
        var text = new StringBuilder();
        switch (_random.Next(6))
        {
            case 0:
                type = "application/json";
                text.Append(One(Json));
                break;
            case 1:
                type = "multipart/form-data; boundary=x";
                for (var i = _random.Next(4); i > 0; i--)
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"--x\r\nContent-Disposition: form-data; name=\"{One(Pieces)}\"{File()}\r\n"
                            + $"\r\n{One(Pieces)}\r\n"
                    );
                }

                text.Append(_random.Next(4) == 0 ? "" : "--x--\r\n");
                break;
            case 2:
                type = One(Types);
                var bytes = new byte[_random.Next(300)];
                _random.NextBytes(bytes);
                return (bytes, type);
            default:
                type = "application/x-www-form-urlencoded";
                for (var i = _random.Next(6); i > 0; i--)
                {
                    text.Append(One(Pieces)).Append(_random.Next(10) == 0 ? "" : "=").Append(One(Pieces)).Append('&');
                }

                break;
        }

        if (_random.Next(500) == 0)
        {
            text.Append(Mark, 70_000);
        }

        return (Encoding.Latin1.GetBytes(text.ToString()), type);
    }

    private string File() => _random.Next(3) == 0 ? $"; filename=\"{One(Pieces)}\"" : "";

    private T One<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    /// <summary>Mostly as a client would write it.</summary>
    private string Escaped(string piece) =>
        piece.StartsWith('%') || _random.Next(20) == 0 ? piece : Uri.EscapeDataString(piece);

    /// <summary>Without what would end the line.</summary>
    private static string Plain(string piece) => piece.Replace('\n', ' ').Replace('\r', ' ');
}
