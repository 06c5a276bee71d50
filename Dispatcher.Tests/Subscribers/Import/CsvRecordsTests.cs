using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using Newsletter.Dispatcher.Subscribers.Import;

namespace Newsletter.Dispatcher.Tests.Subscribers.Import;

[TestFixture]
internal sealed class CsvRecordsTests
{
    private const string OpenQuote =
        "has a quote that opens here and does not close in its cell; close it, or write it twice if it belongs to the "
        + "text";

    [TestCase("a,b\nc,d\n")]
    [TestCase("a,b\r\nc,d\r\n")]
    [TestCase("a,b\rc,d\r")]
    [TestCase("a,b\nc,d")]
    [TestCase("\uFEFFa,b\nc,d")]
    [TestCase("a,b\n\n\nc,d\n\n")]
    [TestCase("\"a\",\"b\"\n c , \"d\" \n")]
    public void Records_are_read_with_any_line_ends(string text)
    {
        Assert.That(Read(text).Select(r => string.Join('|', r.Cells)), Is.EqualTo(new[] { "a|b", "c|d" }));
    }

    [Test]
    public void A_record_knows_its_line_and_what_stood_there()
    {
        Assert.That(
            Read("a,b\r\n\r\n\"c\"\"\",d\r\n").Select(r => $"{r.Line} {r.Raw}"),
            Is.EqualTo(new[] { "1 a,b", "3 \"c\"\"\",d" })
        );
    }

    [TestCase(
        "a\"b,c",
        "has a quote inside a cell that does not begin with one; write the cell in quotes and that quote twice"
    )]
    [TestCase("\"a\"b,c", "has text after a closing quote; write a quote that belongs to the text twice")]
    [TestCase("\"a,b", OpenQuote)]
    [TestCase("a\0,b", "has a NUL character; take it out")]
    public void A_broken_record_is_refused_alone(string line, string expected)
    {
        var records = Read($"before,1\n{line}\nafter,2\n");

        Assert.That(
            records.Select(r => (r.Line, r.Problem, string.Join('|', r.Cells))),
            Is.EqualTo(new[] { (1L, null, "before|1"), (2L, expected, ""), (3L, null, "after|2") })
        );
    }

    [Test]
    public void A_quote_that_never_closes_swallows_nothing()
    {
        var rows = string.Concat(Enumerable.Range(3, 5000).Select(i => $"u{i}@example.org,Ana {i}\n"));

        var records = Read("email,name\n\"ana@example.org,Ana\n" + rows);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                records.Where(r => r.Problem is not null).Select(r => (r.Line, r.Problem)),
                Is.EqualTo(new[] { (2L, OpenQuote) })
            );
            Assert.That(
                records.Skip(2).Select(r => r.Cells[0]),
                Is.EqualTo(Enumerable.Range(3, 5000).Select(i => $"u{i}@example.org"))
            );
            Assert.That(records.Select(r => r.Line), Is.EqualTo(Enumerable.Range(1, 5002)));
        }
    }

    [Test]
    public void Two_open_quotes_far_apart_do_not_swallow_what_lies_between()
    {
        var records = Read("a,\"Ana\nb,Ben\nc,Cleo\"\nd,\"Dan\ne,Eve\n");

        Assert.That(
            records.Select(r => r.Problem is null ? string.Join('|', r.Cells) : $"line {r.Line}"),
            Is.EqualTo(new[] { "line 1", "b|Ben", "line 3", "line 4", "e|Eve" })
        );
    }

    [Test]
    public void A_cell_of_a_foreign_column_may_hold_line_breaks()
    {
        var records = Read("a,\"likes\r\n\"\"cats\"\",\r\nand dogs\",x\nb,none,y\n", ownColumns: [0, 2]);

        Assert.That(
            records.Select(r => (r.Line, string.Join('|', r.Cells))),
            Is.EqualTo(new[] { (1L, "a|likes\n\"cats\",\nand dogs|x"), (4L, "b|none|y") })
        );
    }

    [Test]
    public void A_cell_with_a_line_that_cannot_be_read_is_refused_from_its_first_line_on()
    {
        var records = Read("a,\"likes\ncats\0\nand dogs\"\nb,none\n", ownColumns: [0]);

        Assert.That(
            records.Select(r => (r.Line, r.Problem is null)),
            Is.EqualTo(new[] { (1L, false), (2L, false), (3L, false), (4L, true) })
        );
    }

    [Test]
    public void A_row_that_is_not_UTF8_is_refused_alone_and_kept_readable()
    {
        byte[] text = [.. "a,b\n"u8, .. "Jos\u00E9,c\n".Select(c => (byte)c), .. "José,d\n"u8];

        Assert.That(
            Read(text).Select(r => (r.Raw, r.Problem)),
            Is.EqualTo(new[] { ("a,b", null), ("José,c", "is not UTF-8; save the file as UTF-8"), ("José,d", null) })
        );
    }

    [TestCase(64 * 1024, null)]
    [TestCase((64 * 1024) + 1, "is longer than 64 kB; shorten it")]
    [TestCase(5_000_000, "is longer than 64 kB; shorten it")]
    public void A_line_has_64_kB_at_most(int length, string? expected)
    {
        var records = Read($"{new string('x', length)}\r\nafter,2\r\n");

        Assert.That(records.Select(r => r.Problem), Is.EqualTo(new[] { expected, null }));
    }

    [TestCase(100, null)]
    [TestCase(101, "has 101 cells; at most 100 are possible")]
    [TestCase(50_000, "has 50000 cells; at most 100 are possible")]
    public void A_record_has_100_cells_at_most(int cells, string? expected)
    {
        Assert.That(
            Read(new string(',', cells - 1) + "\nafter\n").Select(r => r.Problem),
            Is.EqualTo(new[] { expected, null })
        );
    }

    [Test]
    public void A_line_of_500_MB_costs_no_more_memory_than_any_other()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var records = new CsvRecords(',', new HashSet<int> { 0 }).Read(new LongLine(500_000_000)).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                records.Select(r => (r.Line, r.Problem)),
                Is.EqualTo(new[] { (1L, "is longer than 64 kB; shorten it"), (2L, null) })
            );
            Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(50_000_000));
        }
    }

    [Test]
    public void A_line_of_a_million_cells_is_refused_alone()
    {
        Assert.That(
            Read($"before\n{new string(',', 1_000_000)}\nafter\n").Select(r => r.Problem),
            Is.EqualTo(new[] { null, "is longer than 64 kB; shorten it", null })
        );
    }

    [Test]
    public void Lines_are_capped_alike_however_the_text_arrives()
    {
        var text = Encoding.UTF8.GetBytes("12345\r\n1234567\n\n123456789\r12");

        string Capped(int chunk)
        {
            using var reader = new StreamReader(new CappedLines(new ChunkedStream(text, chunk), maxBytes: 6));
            return reader.ReadToEnd();
        }

        Assert.That(Enumerable.Range(1, 12).Select(Capped), Is.All.EqualTo("12345\r\n1234567\n\n1234567\r12"));
    }

    [Test]
    public void What_the_library_writes_is_read_back()
    {
        var cell = Gen.ListOf(Gen.Elements("a\",;\t 'é".ToCharArray())).Select(chars => string.Concat(chars));
        var rows = Gen.NonEmptyListOf(Gen.ArrayOf(cell, 3)).Select(list => list.ToArray());

        Prop.ForAll(
                rows.ToArbitrary(),
                written =>
                {
                    using var text = new StringWriter();
                    using (
                        var csv = CsvWriter.Create(
                            text,
                            new CsvWriterOptions { Quoting = CsvQuoting.Always },
                            leaveOpen: true
                        )
                    )
                    {
                        foreach (var row in written)
                        {
                            csv.WriteRecord(row);
                        }
                    }

                    return Read(text.ToString())
                        .Select(r => string.Join('|', r.Cells))
                        .SequenceEqual(written.Select(row => string.Join('|', row)));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Test]
    public void Any_bytes_end_in_records_and_no_line_is_lost()
    {
        var text = Gen.ListOf(Gen.Elements("a\",\n\r\0\u00E9".Select(c => (byte)c).ToArray()))
            .Select(bytes => bytes.ToArray());

        Prop.ForAll(
                text.ToArbitrary(),
                bytes =>
                {
                    var lines = Encoding
                        .Latin1.GetString(bytes)
                        .Split(["\r\n", "\r", "\n"], StringSplitOptions.RemoveEmptyEntries);
                    return Read(bytes).SelectMany(r => r.Raw.Split('\n')).SequenceEqual(lines);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static List<CsvRecord> Read(string text, params int[] ownColumns) =>
        Read(Encoding.UTF8.GetBytes(text), ownColumns);

    /// <param name="ownColumns">Without any, the first hundred.</param>
    private static List<CsvRecord> Read(byte[] text, params int[] ownColumns) =>
        [
            .. new CsvRecords(',', (ownColumns.Length == 0 ? Enumerable.Range(0, 100) : ownColumns).ToHashSet()).Read(
                new MemoryStream(text)
            ),
        ];

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunk, buffer.Length)]);
    }

    /// <summary>So many x, a line break, and one line more.</summary>
    private sealed class LongLine(long length) : MemoryStream
    {
        private readonly byte[] _end = "\nafter\n"u8.ToArray();
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            var count = 0;
            for (; count < buffer.Length && _at < length + _end.Length; count++, _at++)
            {
                if (_at < length)
                {
                    var run = (int)Math.Min(buffer.Length - count, length - _at);
                    buffer.Slice(count, run).Fill((byte)'x');
                    (count, _at) = (count + run - 1, _at + run - 1);
                }
                else
                {
                    buffer[count] = _end[_at - length];
                }
            }

            return count;
        }
    }
}
