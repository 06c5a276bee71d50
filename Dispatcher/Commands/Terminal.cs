using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Suppressions;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands;

/// <summary>
/// Where a command prints: tables for people, JSON for programs, errors one line each on standard error.
/// Tests: IssueCommandTests.
/// </summary>
internal sealed class Terminal(IAnsiConsole console, TextWriter output, TextWriter error, TextReader? input = null)
{
    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            DispatchStates.Words.ForJson,
            DispatchKinds.Words.ForJson,
            DeliveryStates.Words.ForJson,
            SubscriberStatuses.Words.ForJson,
            SubscriberTerms.Words.ForJson,
            SubscriberEventNames.Words.ForJson,
            SuppressionKinds.Words.ForJson,
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
        },
    };

    /// <summary>Tables, progress bars and colour, as far as the terminal can.</summary>
    public IAnsiConsole Console { get; } = console;

    /// <summary>Standard output, for what is written as it stands, such as a file sent to <c>-</c>.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Standard input, for what must not stand on the command line; empty where none was given.</summary>
    public TextReader Input { get; } = input ?? TextReader.Null;

    /// <summary>True where a progress bar may redraw itself; otherwise plain lines are printed.</summary>
    public bool IsInteractive => Console.Profile.Capabilities.Interactive && Console.Profile.Out.IsTerminal;

    /// <summary>The console of this process; a terminal may be lost while it runs.</summary>
    public static Terminal OfProcess()
    {
        if (!System.Console.IsOutputRedirected)
        {
            System.Console.SetOut(new LostTerminalWriter(System.Console.Out));
        }

        if (!System.Console.IsErrorRedirected)
        {
            System.Console.SetError(new LostTerminalWriter(System.Console.Error));
        }

        return new(AnsiConsole.Console, System.Console.Out, System.Console.Error, System.Console.In);
    }

    /// <summary>One plain line, never wrapped or styled.</summary>
    public void Line(string text = "") => Output.WriteLine(text);

    /// <summary>One line of JSON with snake_case names; instants as ISO 8601.</summary>
    public void Json<T>(T value) => Output.WriteLine(JsonSerializer.Serialize(value, JsonForm));

    /// <summary>One line on standard error that says what to do.</summary>
    public void Error(string line) => error.WriteLine(line.ReplaceLineEndings(" "));
}
