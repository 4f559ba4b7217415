/* tests/ipc/oracle.cpp - our messages before Google's FlatBuffers, and theirs
 * before us. SPDX-License-Identifier: MIT
 *
 * oracle SCHEMA: uses the header that flatc generated of it, and flatc. */
#include "message_generated.h"

#include "tests/ipc/oracle_side.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

namespace wire = atoll_wire;

static bool right; /* so far in this test */

static void
expect(bool holds, const std::string &what)
{
	if (!holds) {
		right = false;
		std::printf("failed: %s\n", what.c_str());
	}
}

/* Depth 2 is the root table and a vector: what nests is data. */
static bool
verified(const void *bytes, size_t size)
{
	flatbuffers::Verifier v(static_cast<const uint8_t *>(bytes), size, 2,
				10);

	return wire::VerifyMessageBuffer(v);
}

static void
accepts_what_we_write()
{
	for (unsigned i = 0; i < 5000; i++) {
		const char *name;
		size_t size;
		const void *bytes = oracle_message(i, &name, &size);

		if (bytes == nullptr || !verified(bytes, size)) {
			expect(false, std::string("verifier: ") + name + " " +
					  std::to_string(i));
			return;
		}
	}
	expect(true, "");
}

static void
flatc_prints_what_we_write(const std::string &schema)
{
	char dir[] = "/tmp/oracle.XXXXXX";
	std::string command;

	if (mkdtemp(dir) == nullptr) {
		expect(false, "mkdtemp");
		return;
	}
	for (unsigned i = 0; i < oracle_corpus_size(); i++) {
		const char *name;
		size_t size;
		const void *bytes = oracle_message(i, &name, &size);
		std::string file = std::string(dir) + "/" + name;
		FILE *out = std::fopen((file + ".bin").c_str(), "wb");

		std::fwrite(bytes, 1, size, out);
		std::fclose(out);
		command = "cd " + std::string(dir) +
			  " && flatc --json --strict-json --raw-binary " +
			  schema + " -- " + name + ".bin && test -s " + name +
			  ".json";
		expect(std::system(command.c_str()) == 0,
		       std::string("flatc: ") + name);
	}
	command = "rm -r " + std::string(dir);
	expect(std::system(command.c_str()) == 0, command);
}

template <typename T>
static void
expect_layout(const char *name, const T &theirs, const void *ours, size_t size)
{
	expect(sizeof(T) == size && std::memcmp(&theirs, ours, size) == 0,
	       std::string("layout of ") + name);
}

static void
lays_out_structs_as_the_schema_says()
{
	char ours[64];
	size_t n;

	n = oracle_node(ours, 1, 2, 0x304, 0x5060708, 9.5);
	expect_layout("Node", wire::Node(1, 2, 0x304, 0x5060708, 9.5), ours, n);
	n = oracle_key(ours, 0x1020304, 0x5060708);
	expect_layout("Key", wire::Key(0x1020304, 0x5060708), ours, n);
	n = oracle_shape(ours, 0x1020304, 0x5060708, 0x90a0b0c, 0xd0e0f00);
	expect_layout("Shape",
		      wire::Shape(0x1020304, 0x5060708, 0x90a0b0c, 0xd0e0f00),
		      ours, n);
	n = oracle_attachment(ours, 1ULL << 40, 1ULL << 50, 2, 1);
	expect_layout("Attachment",
		      wire::Attachment(1ULL << 40, 1ULL << 50, 2, 1), ours, n);
}

static void
numbers_kinds_and_flags_as_the_schema_does()
{
	unsigned i = 0;

	for (auto kind : wire::EnumValuesKind()) {
		expect(oracle_kinds[i++] == kind, "kind");
	}
	expect(i == 24, "number of kinds");
	i = 0;
	for (auto flag : wire::EnumValuesFlag()) {
		expect(oracle_flags[i++] == flag, "flag");
	}
	expect(i == 7, "number of flags");
	i = 0;
	for (auto kind : wire::EnumValuesAttachmentKind()) {
		expect(oracle_attachments[i++] == kind, "attachment kind");
	}
}

/* ------------------------------------------------- messages that they write */

static wire::Node
node(wire::Kind kind, uint32_t span, double number, uint8_t flags = 0)
{
	return wire::Node(kind, flags, 0, span, number);
}

static void
expect_json(flatbuffers::FlatBufferBuilder &fbb, const char *json,
	    const char *what)
{
	char *text = oracle_json(fbb.GetBufferPointer(), fbb.GetSize());

	expect(std::strcmp(text, json) == 0, std::string(what) + ": " + text);
	std::free(text);
}

/* {"a":1,"b":"x","c":-0x12} with its vectors made and named in any order. */
static void
reads_vectors_in_any_order()
{
	const std::vector<wire::Node> nodes = {
	    node(wire::Kind_Object, 4, 0), node(wire::Kind_Number, 1, 1),
	    node(wire::Kind_String, 1, 6), /* not marked as ASCII */
	    node(wire::Kind_BigInt, 8, 8, wire::Flag_Negative)};
	const std::vector<wire::Key> keys = {wire::Key(0, 1), wire::Key(2, 1),
					     wire::Key(4, 1)};
	const std::vector<wire::Shape> shapes = {wire::Shape(0, 3, 0, 99)};
	const std::vector<uint8_t> pool = {'a',  0, 'b', 0, 'c', 0, 'x', 0,
					   0x12, 0, 0,   0, 0,   0, 0,   0};
	std::vector<int> made = {0, 1, 2, 3};

	do {
		std::vector<int> named = {0, 1, 2, 3, 4};

		do {
			flatbuffers::FlatBufferBuilder fbb;
			flatbuffers::Offset<
			    flatbuffers::Vector<const wire::Node *>>
			    n;
			flatbuffers::Offset<
			    flatbuffers::Vector<const wire::Key *>>
			    k;
			flatbuffers::Offset<
			    flatbuffers::Vector<const wire::Shape *>>
			    s;
			flatbuffers::Offset<flatbuffers::Vector<uint8_t>> p;

			for (int i : made) {
				switch (i) {
				case 0:
					n = fbb.CreateVectorOfStructs(nodes);
					break;
				case 1:
					k = fbb.CreateVectorOfStructs(keys);
					break;
				case 2:
					s = fbb.CreateVectorOfStructs(shapes);
					break;
				default:
					fbb.ForceVectorAlignment(pool.size(), 1,
								 8);
					p = fbb.CreateVector(pool);
					break;
				}
			}
			wire::MessageBuilder m(fbb);
			for (int i : named) {
				switch (i) {
				case 0:
					m.add_nodes(n);
					break;
				case 1:
					m.add_keys(k);
					break;
				case 2:
					m.add_shapes(s);
					break;
				case 3:
					m.add_pool(p);
					break;
				default:
					m.add_tag(7);
					break;
				}
			}
			wire::FinishMessageBuffer(fbb, m.Finish());
			expect_json(fbb,
				    "{\"a\":1,\"b\":\"x\",\"c\":{\"$kind\":"
				    "\"bigint\",\"value\":\"-0x12\"}}",
				    "any order");
		} while (std::next_permutation(named.begin(), named.end()));
	} while (std::next_permutation(made.begin(), made.end()));
}

static void
reads_messages_without_optional_vectors()
{
	flatbuffers::FlatBufferBuilder fbb;
	std::vector<wire::Node> nodes = {node(wire::Kind_Array, 2, 1),
					 node(wire::Kind_True, 1, 0)};

	wire::FinishMessageBuffer(fbb,
				  wire::CreateMessageDirect(fbb, 0, &nodes));
	expect_json(fbb, "[true]", "no vectors");

	flatbuffers::FlatBufferBuilder empty;
	std::vector<wire::Key> keys;
	std::vector<wire::Shape> shapes = {wire::Shape(0, 0, 0, 0)};
	std::vector<uint8_t> pool;
	std::vector<wire::Attachment> attachments;

	empty.ForceDefaults(true);
	nodes = {node(wire::Kind_Object, 1, 0)};
	wire::FinishMessageBuffer(
	    empty, wire::CreateMessageDirect(empty, 0, &nodes, &keys, &shapes,
					     &pool, &attachments));
	expect_json(empty, "{}", "empty vectors");
}

static void
refuses_a_message_without_nodes()
{
	flatbuffers::FlatBufferBuilder fbb;
	std::vector<wire::Node> nodes;

	wire::FinishMessageBuffer(fbb,
				  wire::CreateMessageDirect(fbb, 0, &nodes));
	expect_json(fbb, "ATOLL_EMALFORMED", "no nodes");
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		std::fprintf(stderr, "usage: oracle SCHEMA\n");
		return 2;
	}
	const std::string schema = argv[1];
	const std::vector<std::function<void()>> tests = {
	    accepts_what_we_write,
	    [&] { flatc_prints_what_we_write(schema); },
	    lays_out_structs_as_the_schema_says,
	    numbers_kinds_and_flags_as_the_schema_does,
	    reads_vectors_in_any_order,
	    reads_messages_without_optional_vectors,
	    refuses_a_message_without_nodes,
	};
	size_t passed = 0;

	for (const auto &test : tests) {
		right = true;
		test();
		passed += right ? 1 : 0;
	}
	std::printf("oracle: %zu passed, %zu failed\n", passed,
		    tests.size() - passed);
	return passed != tests.size();
}
