using System.Net;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>Keeps cookies as a browser does, and follows no redirects.</summary>
internal sealed partial class DeskBrowser : IDisposable
{
    private readonly HttpClient _http;
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <param name="session">The session's cookie as <c>name=value</c>; null for somebody who is not signed in.</param>
    public DeskBrowser(HttpClient http, string? session)
    {
        _http = http;
        if (session is not null)
        {
            Keep(session);
        }
    }

    /// <summary>The cookies of the browser, by name.</summary>
    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (_cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(one => $"{one.Key}={one.Value}")));
        }

        var answer = await _http.SendAsync(request);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            Keep(cookie.Split(';')[0]);
        }

        return answer;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    /// <summary>The text of a page that must be there.</summary>
    public async Task<string> PageAsync(string path)
    {
        var answer = await GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Posts a form as a browser does that has the page open.</summary>
    /// <param name="page">The page that has the form; null for <paramref name="path"/>.</param>
    public async Task<HttpResponseMessage> PostFormAsync(
        string path,
        IEnumerable<KeyValuePair<string, string>> fields,
        string? page = null
    ) =>
        await SendAsync(
            new(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent([
                    .. fields,
                    new("__RequestVerificationToken", await TokenAsync(page ?? path)),
                ]),
            }
        );

    /// <summary>Posts a body as a script of our page does.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string page = "desk")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add(DeskForms.Header, await TokenAsync(page));
        return await SendAsync(request);
    }

    /// <summary>The token of a page for forms and scripts; empty where the page has none.</summary>
    public async Task<string> TokenAsync(string page)
    {
        var text = await (await GetAsync(page)).Content.ReadAsStringAsync();
        return Token().Match(text) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : "";
    }

    public void Dispose() => _http.Dispose();

    private void Keep(string cookie)
    {
        var at = cookie.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = (cookie[..at], cookie[(at + 1)..]);
        if (value.Length == 0)
        {
            _cookies.Remove(name);
        }
        else
        {
            _cookies[name] = value;
        }
    }

    [GeneratedRegex(
        "(?:name=\"desk-token\" content|name=\"__RequestVerificationToken\" type=\"hidden\" value)=\"([^\"]+)\""
    )]
    private static partial Regex Token();
}
