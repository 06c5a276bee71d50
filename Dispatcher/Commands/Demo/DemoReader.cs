namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>A reader whom an issue of the demo's week has reached. Tests: DemoWeekTests.</summary>
internal sealed record DemoReader
{
    public required long Id { get; init; }

    public required string Email { get; init; }
}
