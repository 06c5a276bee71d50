using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands.Issues.Watch;

/// <summary><c>issue watch</c> as it runs in this process, with a newsletter of its own.</summary>
internal sealed partial class RunningWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly HttpClient _http = new() { Timeout = Patience };
    private Task<int> _command = Task.FromResult(0);
    private StreamReader? _events;

    public TestFolder Folder { get; } = new();

    /// <summary>The address of the page, with its secret.</summary>
    public Uri Address { get; private set; } = null!;

    public string Error => _error.ToString();

    /// <summary>Starts it for <c>issues/river.md</c>.</summary>
    /// <param name="body">Of the issue, at first.</param>
    public static async Task<RunningWatch> StartAsync(string body, params string[] words)
    {
        var watch = new RunningWatch();
        watch.Folder.CopyTemplates();
        watch.Save(body);
        watch.Folder.Write(
            "appsettings.json",
            """
            {
              "Newsletter": {
                "Name": "The Letter", "From": "letter@example.com", "PostalAddress": "1 Harbour Street",
                "BaseUrl": "https://letter.example.com", "TimeZone": "Europe/Berlin"
              }
            }
            """
        );
        var output = TextWriter.Synchronized(watch._output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var context = new CommandContext(
            watch.Folder.Path,
            TimeProvider.System,
            new Terminal(console, output, TextWriter.Synchronized(watch._error))
        );
        watch._command = Cli.Build(context)
            .Parse(["issue", "watch", "river", .. words])
            .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, watch._stop.Token);
        using var late = new CancellationTokenSource(Patience);
        while (!Printed.IsMatch(watch.Output()) && !watch._command.IsCompleted)
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Delay(5);
        }

        Assert.That(watch._command.IsCompleted, Is.False, watch.Error);
        watch.Address = new Uri(Printed.Match(watch.Output()).Value);
        return watch;
    }

    public void Save(string body, string keys = "") =>
        Folder.Write("issues/river.md", $"---\ntitle: The river\npreheader: What moved\n{keys}---\n{body}\n");

    /// <summary>As many editors do it: a new file takes the name of the old one.</summary>
    public void SaveByRename(string body)
    {
        var file = Folder.File("issues/river.md");
        var other = Folder.Write("issues/.river.md~", $"---\ntitle: The river\npreheader: p\n---\n{body}\n");
        File.Move(other, file, overwrite: true);
    }

    /// <summary>Waits for the next event of the stream that a page listens to.</summary>
    /// <returns>The version that it tells.</returns>
    public async Task<long> NextEventAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        _events ??= new StreamReader(await _http.GetStreamAsync(new Uri(Address, "events"), late.Token));
        while (await _events.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return long.Parse(line["data: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        throw new EndOfStreamException("The stream of events has ended.");
    }

    /// <summary>Waits until the state is as wanted, after one event or several.</summary>
    public async Task<JsonElement> StateAsync(Func<JsonElement, bool> isWanted, string reader = "ana")
    {
        while (true)
        {
            var state = JsonDocument.Parse(await TextAsync($"state?reader={reader}")).RootElement;
            if (isWanted(state))
            {
                return state;
            }

            await NextEventAsync();
        }
    }

    public Task<string> MailAsync(string look = "light", string reader = "ana") =>
        TextAsync($"mail/{look}?reader={reader}");

    public async Task<HttpResponseMessage> AskAsync(string path, string? host = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(Address, path));
        request.Headers.Host = host;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Ctrl-C.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _command.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _events?.Dispose();
        _http.Dispose();
        _stop.Dispose();
        await _output.DisposeAsync();
        await _error.DisposeAsync();
        Folder.Dispose();
    }

    private Task<string> TextAsync(string path) => _http.GetStringAsync(new Uri(Address, path));

    private string Output()
    {
        lock (_output)
        {
            return _output.ToString();
        }
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+/[0-9a-f]{32}/")]
    private static partial Regex Printed { get; }
}
