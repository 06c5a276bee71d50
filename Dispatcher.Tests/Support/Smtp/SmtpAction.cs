using System.Text;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>
/// The server's action at one stage instead of its usual reply: a step, or several joined by <see cref="Then"/>. The
/// session's state follows the first reply, as the client's does: a 2yz at Rcpt keeps the recipient, a 2yz after the
/// dot accepts the message, 220 at StartTls starts the handshake.
/// </summary>
internal abstract record SmtpAction
{
    private SmtpAction() { }

    /// <summary>The usual reply of a correct server; for pauses and callbacks around it.</summary>
    public static SmtpAction AsUsual { get; } = new Usual();

    /// <summary>Sends and reads nothing more on this connection until the server stops.</summary>
    public static SmtpAction Hang { get; } = new Endless();

    /// <summary>Ends the connection with RST.</summary>
    public static SmtpAction Reset { get; } = new End(IsReset: true);

    /// <summary>Ends the connection with FIN.</summary>
    public static SmtpAction Close { get; } = new End(IsReset: false);

    /// <summary>
    /// A reply, for example <c>550 5.1.1 no such user</c>; lines of a longer one are separated by \n.
    /// </summary>
    /// <param name="bytesAtOnce">The size of the pieces in which the reply is written; 0 for all at once.</param>
    /// <param name="pause">The pause between two pieces.</param>
    public static SmtpAction Reply(string text, int bytesAtOnce = 0, TimeSpan pause = default) =>
        new Say(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n"), bytesAtOnce, pause);

    /// <summary>Bytes as they are, without a line end: a part of a reply, a wrong one, or more than one.</summary>
    public static SmtpAction Raw(byte[] bytes) => new Say(bytes, BytesAtOnce: 0, Pause: default);

    /// <inheritdoc cref="Raw(byte[])"/>
    public static SmtpAction Raw(string latin1) => Raw(Encoding.Latin1.GetBytes(latin1));

    public static SmtpAction Wait(TimeSpan delay) => new Idle(delay);

    /// <summary>At Body: reads so many bytes, then continues with the next step.</summary>
    public static SmtpAction TakeBytes(int count) => new Take(count);

    /// <summary>
    /// Calls a callback at this point of the dialog, for example to kill the client right before or after the reply.
    /// </summary>
    public static SmtpAction Run(Action callback) => new Callback(callback);

    /// <summary>
    /// Waits for a signal of the test, and blocks no thread meanwhile: a blocked thread of the pool delays every other
    /// test of the process by a second.
    /// </summary>
    public static SmtpAction Until(Task signal) => new Hold(() => signal);

    /// <summary>Runs a callback to its end at this point of the dialog, and blocks no thread meanwhile.</summary>
    public static SmtpAction RunAsync(Func<Task> callback) => new Hold(callback);

    public SmtpAction Then(SmtpAction next) => new Sequence(this, next);

    /// <summary>The single steps in order; <see cref="AsUsual"/> is replaced by the usual reply.</summary>
    public IEnumerable<SmtpAction> Steps(string usual) =>
        this switch
        {
            Sequence both => both.First.Steps(usual).Concat(both.Second.Steps(usual)),
            Usual => [Reply(usual)],
            _ => [this],
        };

    internal sealed record Say(byte[] Bytes, int BytesAtOnce, TimeSpan Pause) : SmtpAction
    {
        /// <summary>
        /// The reply's code once its last line is complete; 0 for a part of a reply and for anything else.
        /// </summary>
        public int Code
        {
            get
            {
                var lines = Encoding.Latin1.GetString(Bytes).Split("\r\n");
                var last = Array.FindIndex(lines, line => line.Length == 3 || (line.Length > 3 && line[3] != '-'));
                return last >= 0 && last < lines.Length - 1 && int.TryParse(lines[last].AsSpan(0, 3), out var code)
                    ? code
                    : 0;
            }
        }
    }

    internal sealed record Idle(TimeSpan Delay) : SmtpAction;

    internal sealed record Take(int Count) : SmtpAction;

    internal sealed record Callback(Action Action) : SmtpAction;

    internal sealed record Hold(Func<Task> Signal) : SmtpAction;

    internal sealed record End(bool IsReset) : SmtpAction;

    internal sealed record Endless : SmtpAction;

    private sealed record Usual : SmtpAction;

    private sealed record Sequence(SmtpAction First, SmtpAction Second) : SmtpAction;
}
