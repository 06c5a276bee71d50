using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>The program's services at one moment of the demo's week. Tests: DemoWeekTests.</summary>
internal sealed record DemoMoment(ServiceProvider Services, Ownership Ownership) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Ownership.DisposeAsync();
    }
}
