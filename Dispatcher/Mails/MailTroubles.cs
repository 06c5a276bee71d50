using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Mails;

/// <summary>Logs why mails wait, each reason once, and the errors that nobody planned for.</summary>
internal sealed partial class MailTroubles(TimeProvider clock, ILogger logger)
{
    private const string Mails = "mails";

    private readonly SayOnce _said = new();

    /// <param name="trouble">Why mails wait; null when they go.</param>
    public void Say(string? trouble)
    {
        if (trouble is null)
        {
            _said.IsOver(Mails);
        }
        else if (_said.IsNews(Mails, trouble, clock.GetUtcNow()))
        {
            Waits(trouble);
        }
    }

    [LoggerMessage(5006, LogLevel.Error, "Mails wait: {Trouble}")]
    private partial void Waits(string trouble);

    [LoggerMessage(5008, LogLevel.Error, "Mails: unplanned failure")]
    public partial void Unplanned(Exception error);
}
